import { problem, type Refusal } from '../host/answer';
import { STAFF_FIELDS } from '../../shared/reservations/messages';
import { RESERVATION_PERMISSIONS } from './permissions';

/**
 * Fields of a body that its schema marks as for staff only, and that were given, whatever their value; undefined: none was. All are named at once, under
 * one code. By the mark alone: what the API's description says is what is refused.
 */
export function refusedFields(
  permission: keyof typeof STAFF_FIELDS,
  body: Readonly<Record<string, unknown>>,
): Refusal<'staff-only-field'> | undefined {
  const fields = STAFF_FIELDS[permission].filter((field) => body[field] !== undefined);
  if (fields.length === 0) return undefined;
  const roles = RESERVATION_PERMISSIONS[permission].roles.join(' or ');
  const detail = `It takes the app role ${roles}, and the token of a person: an application may not, whatever its roles.`;
  return problem('staff-only-field', { detail, errors: fields.map((field) => ({ field: `/${field}`, detail: 'is given by staff only' })) });
}
