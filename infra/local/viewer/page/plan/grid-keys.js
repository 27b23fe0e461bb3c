/** Buttons of the grid are one stop of the Tab key; arrows lead from one to the next, as in any grid. */
export function walkByArrows(region) {
  region.addEventListener('focusin', ({ target }) => {
    if (target.closest('.plan') && target.matches('button')) only(region, target);
  });
  region.addEventListener('keydown', (event) => {
    const at = event.target.closest('.plan button');
    const to = at && next(at, event.key);
    if (!to) return;
    event.preventDefault();
    to.focus();
    to.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
}

const buttons = (region) => [...region.querySelectorAll('.plan button')];

/** After a change: one button is reachable, the same as before where it is still there. */
export function keepOneStop(region) {
  const all = buttons(region);
  only(region, all.find((one) => one.getAttribute('tabindex') === '0') ?? all[0]);
}

function only(region, chosen) {
  for (const one of buttons(region)) {
    const wanted = one === chosen ? '0' : '-1';
    if (one.getAttribute('tabindex') !== wanted) one.setAttribute('tabindex', wanted);
  }
}

function next(at, key) {
  const row = at.closest('tr');
  const own = [...row.querySelectorAll('button')];
  const place = own.indexOf(at);
  if (key === 'ArrowRight') return own[place + 1];
  if (key === 'ArrowLeft') return own[place - 1];
  if (key === 'Home') return own[0];
  if (key === 'End') return own.at(-1);
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined;
  const rows = [...at.closest('.plan').querySelectorAll('tr')].filter((one) => one === row || one.querySelector('button'));
  const there = rows[rows.indexOf(row) + (key === 'ArrowDown' ? 1 : -1)];
  return there && nearest([...there.querySelectorAll('button')], at.getBoundingClientRect().left);
}

const nearest = (candidates, x) =>
  candidates.reduce((best, one) =>
    Math.abs(one.getBoundingClientRect().left - x) < Math.abs(best.getBoundingClientRect().left - x) ? one : best,
  );
