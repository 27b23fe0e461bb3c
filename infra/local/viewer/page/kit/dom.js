/** An element; false, null and undefined among attributes and children are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    element.setAttribute(name, value === true ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

/**
 * Makes the children of `parent` what `wanted` says and touches only what differs: focus, selection and open details stay. Elements with
 * the same `data-key` are the same thing. What a person changes (`open` of details, the place of the Tab key, forms) is left alone.
 */
export function fill(parent, wanted) {
  const keyed = new Map([...parent.children].flatMap((child) => (child.dataset.key ? [[child.dataset.key, child]] : [])));
  let at = parent.firstChild;
  for (const next of [wanted].flat(Infinity).map(node)) {
    const key = next.dataset?.key;
    const old = key ? keyed.get(key) : at && !at.dataset?.key ? at : undefined;
    if (!old || !alike(old, next)) {
      parent.insertBefore(next, at);
      continue;
    }
    if (old === at) at = at.nextSibling;
    else parent.insertBefore(old, at);
    update(old, next);
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

const node = (wanted) => (typeof wanted === 'string' ? document.createTextNode(wanted) : wanted);

const alike = (one, other) => one.nodeType === other.nodeType && one.nodeName === other.nodeName;

const BY_PEOPLE = new Set(['open', 'tabindex']);

function update(old, next) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  for (const { name } of [...old.attributes]) if (!next.hasAttribute(name) && !BY_PEOPLE.has(name)) old.removeAttribute(name);
  for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  fill(old, [...next.childNodes]);
}
