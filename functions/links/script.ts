import { CALENDAR_WORDS, MAIL_WORDS, STATUS_WORDS, WORDS } from './words';

/** The page of a link where scripts run: it takes the link from the fragment, which only a script can read. */
export const SCRIPT = `
'use strict';
(function () {
  var token = location.hash.slice(1);
  var part = function (id) { return document.getElementById(id); };
  var say = function (text) { part('says').textContent = text; };
  var show = function (id, on) { part(id).hidden = !on; };
  var words = ${JSON.stringify(WORDS)};
  var statuses = ${JSON.stringify(STATUS_WORDS)};
  var calendar = ${JSON.stringify(CALENDAR_WORDS)};
  var mail = ${JSON.stringify(MAIL_WORDS)};
  var wordOf = function (said, state) { return said[state] || said.other; };
  var fact = function (id, text) { part(id).textContent = text; part(id).parentNode.hidden = !text; };
  var idOf = function () {
    var text = (token.split('.')[2] || '').replace(/-/g, '+').replace(/_/g, '/');
    try { return atob(text); } catch (e) { return ''; }
  };
  var id = idOf();
  var headers = { authorization: 'Manage ' + token };
  var path = '/api/v1/reservations/' + encodeURIComponent(id);
  var dayOf = function (at, zone) {
    var day = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: zone };
    return new Intl.DateTimeFormat('en-GB', day).format(at);
  };
  var hourOf = function (at, zone) {
    return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(at);
  };
  var time = function (from, to, zone) {
    var a = new Date(from), b = new Date(to);
    var end = dayOf(a, zone) === dayOf(b, zone) ? hourOf(b, zone) : dayOf(b, zone) + ', ' + hourOf(b, zone);
    return dayOf(a, zone) + ', ' + hourOf(a, zone) + ' to ' + end + ' (' + zone + ')';
  };
  var space = null;
  var render = function (found) {
    document.title = found.title + ': your reservation';
    part('title').textContent = found.title;
    var zone = space ? space.timeZone : 'UTC';
    var hold = found.holdUntil && new Date(found.holdUntil);
    fact('space', space ? space.name + ', ' + space.building.name : found.spaceId);
    fact('time', time(found.startsAt, found.endsAt, zone));
    fact('status', statuses[found.status] || found.status);
    fact('reference', found.reference);
    fact('hold', hold && dayOf(hold, zone) + ', ' + hourOf(hold, zone));
    fact('reason', found.decision && found.decision.byHouse && found.decision.reason);
    fact('calendar', wordOf(calendar, found.sync.state));
    fact('mail', found.mail && wordOf(mail, found.mail.state));
    show('facts', true);
    var open = (found.status === 'pending' || found.status === 'approved') && Date.parse(found.endsAt) > Date.now();
    show('ask', open);
    show('confirm', false);
  };
  var failed = function (response) {
    if (response.status === 404 || response.status === 401) return words.unusable;
    if (response.status === 409) return words.tooLate;
    if (response.status === 429) return words.tooMany;
    return words.failed;
  };
  var load = function () {
    if (!id) { say(words.unusable); return; }
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
      return response.json().then(function (found) { render(found); say(words.cancelled); part('title').focus(); });
    }).catch(function () { say('The page cannot reach the server. Nothing may have changed; please try again.'); })
      .then(function () { button.disabled = false; });
  });
  window.addEventListener('hashchange', function () { location.reload(); });
  say('Loading ...');
  load();
})();
`;
