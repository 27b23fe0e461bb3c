export const SCRIPT = `
'use strict';
(function () {
  var parts = location.hash.slice(1).split('&');
  var token = parts[0] || '';
  var wished = parts[1];
  var part = function (id) { return document.getElementById(id); };
  var say = function (text) { part('says').textContent = text; };
  var show = function (id, on) { part(id).hidden = !on; };
  var unusable = 'This link is not valid, or no longer. Please use the newest mail about this request, and its whole link.';
  var idOf = function () {
    var text = (token.split('.')[2] || '').replace(/-/g, '+').replace(/_/g, '/');
    try { return atob(text); } catch (e) { return ''; }
  };
  var id = idOf();
  var headers = { authorization: 'Decide ' + token };
  var path = '/api/v1/reservations/' + encodeURIComponent(id);
  var order = ['rules', 'clash', 'rejectedIfApproved', 'first', 'waiting', 'neighbours', 'ifDenied', 'ifNobodyDecides'];
  var format = function (zone) {
    var day = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: zone };
    var hour = { hour: '2-digit', minute: '2-digit', timeZone: zone };
    return {
      day: function (at) { return new Intl.DateTimeFormat('en-GB', day).format(at); },
      hour: function (at) { return new Intl.DateTimeFormat('en-GB', hour).format(at); }
    };
  };
  var time = function (from, to, zone) {
    var words = format(zone), a = new Date(from), b = new Date(to);
    var end = words.day(a) === words.day(b) ? words.hour(b) : words.day(b) + ', ' + words.hour(b);
    return words.day(a) + ', ' + words.hour(a) + ' to ' + end + ' (' + zone + ')';
  };
  var ago = function (at) {
    var words = format(undefined), date = new Date(at);
    return 'on ' + words.day(date) + ' at ' + words.hour(date);
  };
  var fact = function (name, value) {
    show(name + '-row', value !== undefined);
    if (value !== undefined) part(name).textContent = String(value);
  };
  var chosen = function () { return part('deny').checked ? 'deny' : part('approve').checked ? 'approve' : ''; };
  var follow = function () {
    var choice = chosen();
    show('reason-row', choice === 'deny');
    part('send').textContent = choice === 'deny' ? 'Deny this request' : choice === 'approve' ? 'Approve this request' : 'Decide';
    part('send').className = choice === 'deny' ? 'stop' : '';
    part('send').disabled = choice === '';
  };
  var render = function (found, space) {
    var request = found.request;
    document.title = 'To decide: ' + request.title;
    part('title').textContent = request.title;
    fact('space', space ? space.name + ', ' + space.building.name : request.spaceId);
    fact('time', time(request.startsAt, request.endsAt, space ? space.timeZone : 'UTC'));
    fact('people', request.attendance);
    fact('name', request.name);
    fact('notes', request.notes);
    fact('reference', found.reference);
    var list = part('means');
    list.textContent = '';
    order.forEach(function (point) {
      var line = document.createElement('li');
      line.textContent = found[point].sentence;
      list.appendChild(line);
    });
    show('facts', true);
    show('decide', true);
  };
  var spent = function (problem) {
    if (problem.code !== 'link-spent' && problem.code !== 'not-possible-now') return problem.detail || problem.title;
    if (problem.reservationStatus === 'pending')
      return 'It was changed ' + ago(problem.changedAt) + '. A later mail has the link for it as it is now.';
    var at = problem.decidedAt ? ' ' + ago(problem.decidedAt) : '';
    return 'Nothing is left to decide: it was ' + problem.reservationStatus + at + '.';
  };
  var failed = function (response) {
    if (response.status === 404 || response.status === 401) return Promise.resolve(unusable);
    if (response.status === 409) return response.json().then(spent);
    if (response.status === 429)
      return Promise.resolve('Too many requests came from your network within an hour. Nothing was done; please try again later.');
    if (response.status === 400) return Promise.resolve('The reason is too long: 500 characters at most.');
    return Promise.resolve('That did not work just now. Please try again in a minute.');
  };
  var load = function () {
    if (!id) { say(unusable); return; }
    fetch(path + '/consequences', { headers: headers, cache: 'no-store' }).then(function (response) {
      if (!response.ok) return failed(response).then(say);
      return response.json().then(function (found) {
        return fetch('/api/v1/spaces/' + encodeURIComponent(found.request.spaceId)).then(function (answer) {
          return answer.ok ? answer.json() : null;
        }).then(function (space) { say(''); render(found, space); });
      });
    }).catch(function () { say('The page cannot reach the server. Please try again in a minute.'); });
  };
  part('decide').addEventListener('submit', function (event) {
    event.preventDefault();
    var choice = chosen(), button = part('send'), reason = part('reason').value.trim();
    if (!choice || button.disabled) return;
    button.disabled = true;
    say('One moment ...');
    var body = choice === 'deny' && reason ? { reason: reason } : {};
    fetch(path + '/' + choice, {
      method: 'POST', headers: { authorization: headers.authorization, 'content-type': 'application/json' }, body: JSON.stringify(body)
    }).then(function (response) {
      if (!response.ok) return failed(response).then(function (text) { say(text); if (response.status === 409) show('decide', false); });
      show('decide', false);
      say(choice === 'deny' ? 'Denied. The time is free again.' : 'Approved. The time stays taken.');
      part('title').focus();
    }).catch(function () { say('The page cannot reach the server. It may have been decided; pressing the button once more is safe.'); })
      .then(function () { button.disabled = false; });
  });
  part('approve').addEventListener('change', follow);
  part('deny').addEventListener('change', follow);
  if (wished === 'approve' || wished === 'deny') part(wished).checked = true;
  follow();
  window.addEventListener('hashchange', function () { location.reload(); });
  say('Loading ...');
  load();
})();
`;
