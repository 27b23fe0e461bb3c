import { problem, type Refusal } from '../host/answer';

/** Fields of a body that only staff may give, with whether each was given; undefined: none was. All are named at once, under one code. */
export function refusedFields(given: Readonly<Record<string, boolean>>): Refusal<'staff-only-field'> | undefined {
  const fields = Object.keys(given).filter((field) => given[field]);
  if (fields.length === 0) return undefined;
  return problem('staff-only-field', { errors: fields.map((field) => ({ field: `/${field}`, detail: 'is given by staff only' })) });
}
