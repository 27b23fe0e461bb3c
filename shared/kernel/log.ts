/** Ids, counts, codes and instants only: never subjects, addresses, bodies, tokens. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** `event` is a constant dotted name, `reservation.accepted`. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields & { readonly error?: never }, cause?: unknown): void;
}
