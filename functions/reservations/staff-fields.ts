import { problem, type Refusal } from '../host/answer';
import { RESERVATION_PERMISSIONS } from './permissions';

/** Fields of a body that only staff may give, with whether each was given; undefined: none was. All are named at once, under one code. */
export function refusedFields(
  permission: keyof typeof RESERVATION_PERMISSIONS,
  given: Readonly<Record<string, boolean>>,
): Refusal<'staff-only-field'> | undefined {
  const fields = Object.keys(given).filter((field) => given[field]);
  if (fields.length === 0) return undefined;
  const roles = RESERVATION_PERMISSIONS[permission].roles.join(' or ');
  const detail = `It takes the app role ${roles}, and the token of a person: an application may not, whatever its roles.`;
  return problem('staff-only-field', { detail, errors: fields.map((field) => ({ field: `/${field}`, detail: 'is given by staff only' })) });
}
