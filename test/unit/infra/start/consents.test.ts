import { ROLES } from '../../../../infra/local/consents';
import { NEEDED } from '../../../support/consents';

/** What is part of a wider permission, as docs/azure-administrator.md says. */
const PART_OF: Readonly<Record<string, string>> = { 'Calendars.ReadBasic.All': 'Calendars.ReadWrite' };

describe('the consents of the local cloud', () => {
  it('cover what the modules need', () => {
    expect(NEEDED.length).toBeGreaterThan(3);
    expect(NEEDED.filter((permission) => !ROLES.includes(PART_OF[permission] ?? permission))).toEqual([]);
  });
});
