export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fff; --soft: #5a5a63; --line: #84848f; --act: #0b57a4; --stop: #a4130b }
@media (prefers-color-scheme: dark) { :root { --ink: #ececf1; --paper: #17171b; --soft: #a9a9b5; --line: #7c7c8a; --act: #8ab8f0; --stop: #ff9b91 } }
* { box-sizing: border-box }
body { margin: 0; font: 1.0625rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
main { max-width: 36rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; overflow-wrap: anywhere }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .25rem 0 1rem }
.organisation { color: var(--soft); margin: 0 }
dl { margin: 0 0 1.5rem }
dl div { padding: .5rem 0 }
dt { color: var(--soft); font-size: .9375rem }
dd { margin: 0; white-space: pre-line }
button, input { font: inherit; min-height: 2.75rem; padding: .5rem 1rem; border-radius: .4rem; border: 1px solid var(--line); background: none; color: var(--ink) }
button { margin: 0 .5rem .5rem 0 }
input { display: block; width: 100%; margin: .25rem 0 1rem }
label { font-weight: 600 }
form { margin: 0 0 1rem }
.choices form { display: inline }
button.stop { border-color: var(--stop); color: var(--stop) }
button:focus-visible, input:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--act); outline-offset: 2px }
[hidden] { display: none }
`;
