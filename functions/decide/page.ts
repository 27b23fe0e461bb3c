import { SCRIPT } from './script';
import { STYLE } from './style';

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** One request, for whoever decides about it. Plain HTML: readable at 320 px and with a screen reader. */
export const page = (organisationName: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A request to decide</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="organisation">${escaped(organisationName)}</p>
<h1 id="title" tabindex="-1">A request to decide</h1>
<noscript><p>This page needs JavaScript: it is switched off in your browser. Please decide in your own application.</p></noscript>
<p id="says" role="status"></p>
<div id="facts" hidden>
<dl>
<div id="space-row"><dt>Space</dt><dd id="space"></dd></div>
<div id="time-row"><dt>Time</dt><dd id="time"></dd></div>
<div id="people-row"><dt>People</dt><dd id="people"></dd></div>
<div id="name-row"><dt>Asked for by</dt><dd id="name"></dd></div>
<div id="notes-row"><dt>Notes</dt><dd id="notes"></dd></div>
<div id="reference-row"><dt>Reference</dt><dd id="reference"></dd></div>
</dl>
</div>
<form id="decide" hidden>
<h2 id="means-title">What your decision would mean</h2>
<ul id="means" aria-labelledby="means-title"></ul>
<fieldset>
<legend>Your decision</legend>
<label class="choice"><input type="radio" name="choice" id="approve"> Approve</label>
<label class="choice"><input type="radio" name="choice" id="deny"> Deny</label>
<p id="reason-row" hidden><label for="reason">Reason, if you want to give one: whoever asked can read it</label>
<textarea id="reason" maxlength="500"></textarea></p>
</fieldset>
<button type="submit" id="send">Decide</button>
</form>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
