export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fff; --soft: #5a5a63; --line: #c9c9d1; --act: #0b57a4; --stop: #a4130b }
@media (prefers-color-scheme: dark) { :root { --ink: #ececf1; --paper: #17171b; --soft: #a9a9b5; --line: #44444f; --act: #8ab8f0; --stop: #ff9b91 } }
* { box-sizing: border-box }
body { margin: 0; font: 1.0625rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
main { max-width: 36rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; overflow-wrap: anywhere }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .25rem 0 1rem }
.organisation { color: var(--soft); margin: 0 }
dl { margin: 0 0 1.5rem; border-top: 1px solid var(--line) }
dl div { padding: .6rem 0; border-bottom: 1px solid var(--line) }
dt { color: var(--soft); font-size: .9375rem }
dd { margin: 0 }
button { font: inherit; min-height: 2.75rem; padding: .5rem 1rem; border-radius: .4rem; border: 1px solid var(--line); background: none; color: var(--ink); margin: 0 .5rem .5rem 0 }
button.stop { border-color: var(--stop); color: var(--stop) }
button:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--act); outline-offset: 2px }
[hidden] { display: none }
`;

export const SCRIPT = `
'use strict';
(function () {
  var token = location.hash.slice(1);
  var part = function (id) { return document.getElementById(id); };
  var say = function (text) { part('says').textContent = text; };
  var show = function (id, on) { part(id).hidden = !on; };
  var statuses = {
    pending: 'Waiting for a decision. The time is kept for you.',
    approved: 'Approved.', denied: 'Denied.', cancelled: 'Cancelled.',
    expired: 'Expired: nobody decided in time.'
  };
  var calendar = function (state) {
    if (state === 'in-step') return 'Up to date.';
    if (state === 'not-synced') return 'This space has no calendar.';
    if (state === 'needs-attention' || state === 'parked' || state === 'blocked') return 'Not up to date yet; our staff look after it.';
    return 'Being brought up to date.';
  };
  var idOf = function () {
    var text = (token.split('.')[2] || '').replace(/-/g, '+').replace(/_/g, '/');
    try { return atob(text); } catch (e) { return ''; }
  };
  var id = idOf();
  var unusable = 'This link is not valid, or no longer. Please use the link you were given, whole.';
  var headers = { authorization: 'Manage ' + token };
  var path = '/api/v1/reservations/' + encodeURIComponent(id);
  var time = function (from, to, zone) {
    var day = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: zone };
    var hour = { hour: '2-digit', minute: '2-digit', timeZone: zone };
    var lang = 'en-GB';
    var dayOf = function (at) { return new Intl.DateTimeFormat(lang, day).format(at); };
    var hourOf = function (at) { return new Intl.DateTimeFormat(lang, hour).format(at); };
    var a = new Date(from), b = new Date(to);
    var end = dayOf(a) === dayOf(b) ? hourOf(b) : dayOf(b) + ', ' + hourOf(b);
    return dayOf(a) + ', ' + hourOf(a) + ' to ' + end + ' (' + zone + ')';
  };
  var space = null;
  var render = function (found) {
    document.title = found.title + ': your reservation';
    part('title').textContent = found.title;
    part('space').textContent = space ? space.name + ', ' + space.building.name : found.spaceId;
    part('time').textContent = time(found.startsAt, found.endsAt, space ? space.timeZone : 'UTC');
    part('status').textContent = statuses[found.status] || found.status;
    part('calendar').textContent = calendar(found.sync.state);
    show('facts', true);
    var open = (found.status === 'pending' || found.status === 'approved') && Date.parse(found.endsAt) > Date.now();
    show('ask', open);
    show('confirm', false);
  };
  var failed = function (response) {
    if (response.status === 404 || response.status === 401) return unusable;
    if (response.status === 409) return 'It can no longer be cancelled.';
    return 'That did not work just now. Please try again in a minute.';
  };
  var load = function () {
    if (!id) { say(unusable); return; }
    fetch(path, { headers: headers, cache: 'no-store' }).then(function (response) {
      if (!response.ok) { say(failed(response)); return; }
      return response.json().then(function (found) {
        return fetch('/api/v1/spaces/' + encodeURIComponent(found.spaceId)).then(function (answer) {
          return answer.ok ? answer.json() : null;
        }).then(function (known) { space = known; say(''); render(found); });
      });
    }).catch(function () { say('The page cannot reach the server. Please try again in a minute.'); });
  };
  part('cancel').addEventListener('click', function () { show('ask', false); show('confirm', true); part('question').focus(); });
  part('keep').addEventListener('click', function () { show('confirm', false); show('ask', true); part('cancel').focus(); });
  part('really').addEventListener('click', function () {
    var button = part('really');
    button.disabled = true;
    say('Cancelling ...');
    fetch(path + '/cancel', { method: 'POST', headers: headers }).then(function (response) {
      if (!response.ok) { say(failed(response)); return; }
      return response.json().then(function (found) { render(found); say('Your reservation is cancelled.'); part('title').focus(); });
    }).catch(function () { say('The page cannot reach the server. Nothing may have changed; please try again.'); })
      .then(function () { button.disabled = false; });
  });
  window.addEventListener('hashchange', function () { location.reload(); });
  say('Loading ...');
  load();
})();
`;

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** One reservation, for whoever made it. Plain HTML: readable at 320 px and with a screen reader. */
export const page = (organisationName: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Your reservation</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="organisation">${escaped(organisationName)}</p>
<h1 id="title" tabindex="-1">Your reservation</h1>
<noscript><p>This page needs JavaScript: it is switched off in your browser. To cancel without it, please contact us.</p></noscript>
<p id="says" role="status"></p>
<dl id="facts" hidden>
<div><dt>Space</dt><dd id="space"></dd></div>
<div><dt>Time</dt><dd id="time"></dd></div>
<div><dt>Status</dt><dd id="status"></dd></div>
<div><dt>Room calendar</dt><dd id="calendar"></dd></div>
</dl>
<p id="ask" hidden><button type="button" id="cancel" class="stop">Cancel this reservation</button></p>
<section id="confirm" hidden aria-labelledby="question">
<p id="question" tabindex="-1">Cancel for good? The time is then free for others.</p>
<button type="button" id="really" class="stop">Yes, cancel it</button>
<button type="button" id="keep">No, keep it</button>
</section>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
