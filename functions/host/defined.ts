/** The value without those members that are there and undefined, as optional members of schemas may be. */
export type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

export function defined<T extends object>(value: T): Defined<T> {
  // Members that were undefined are gone; no others changed.
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<T>;
}
