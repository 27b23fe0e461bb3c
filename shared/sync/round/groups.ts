import { orUndefined, type Entry } from './entry';

/** Entries that may share one request, in groups of at most as many as their kind takes; `key` undefined: alone. In the order of the first of each. */
export function groups<E extends Entry>(entries: readonly E[], key: (entry: E) => string | undefined): readonly (readonly E[])[] {
  const open = new Map<string, E[]>();
  const all: E[][] = [];
  for (const entry of entries) {
    const { kind, loaded } = entry;
    const own = loaded.item.alone ? undefined : orUndefined(() => key(entry));
    const name = `${kind.name} ${own ?? ''}`;
    const group = own === undefined ? undefined : open.get(name);
    if (group && group.length < (kind.together?.most ?? 1)) group.push(entry);
    else {
      const fresh = [entry];
      all.push(fresh);
      if (own !== undefined) open.set(name, fresh);
    }
  }
  return all;
}
