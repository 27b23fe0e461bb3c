export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fff; --soft: #5a5a63; --line: #c9c9d1; --act: #0b57a4; --on-act: #fff; --stop: #a4130b }
@media (prefers-color-scheme: dark) { :root { --ink: #ececf1; --paper: #17171b; --soft: #a9a9b5; --line: #44444f; --act: #8ab8f0; --on-act: #10101a; --stop: #ff9b91 } }
* { box-sizing: border-box }
body { margin: 0; font: 1.0625rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
main { max-width: 38rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; overflow-wrap: anywhere }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .25rem 0 1rem }
h2 { font-size: 1.125rem; margin: 1.5rem 0 .25rem }
.organisation { color: var(--soft); margin: 0 }
dl { margin: 0; border-top: 1px solid var(--line) }
dl div { padding: .5rem 0; border-bottom: 1px solid var(--line) }
dt { color: var(--soft); font-size: .9375rem }
dd { margin: 0; white-space: pre-line }
ul { margin: 0 0 1.5rem; padding-left: 1.25rem }
li { margin: .25rem 0 }
fieldset { border: 1px solid var(--line); border-radius: .4rem; margin: 0 0 1rem; padding: .5rem 1rem 1rem }
legend { padding: 0 .4rem; font-weight: 600 }
.choice { display: flex; align-items: center; gap: .6rem; min-height: 2.75rem }
.choice input { width: 1.25rem; height: 1.25rem; accent-color: var(--act) }
textarea { display: block; width: 100%; min-height: 5rem; font: inherit; color: inherit; background: none; border: 1px solid var(--soft); border-radius: .4rem; padding: .5rem }
button { font: inherit; font-weight: 600; min-height: 2.75rem; padding: .5rem 1.5rem; border-radius: .4rem; border: 1px solid var(--act); background: var(--act); color: var(--on-act) }
button.stop { border-color: var(--stop); background: none; color: var(--stop) }
button:disabled { opacity: .6 }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px }
[hidden] { display: none }
`;
