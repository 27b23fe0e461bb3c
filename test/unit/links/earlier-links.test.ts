import { hmacDigest } from '../../../shared/adapters/system/digest';
import { makeReservationId, toLedgerId, type SpaceId } from '../../../shared/kernel/ids';
import { makeDecideLinks } from '../../../shared/links/decide-links';
import { linkKey } from '../../../shared/links/model';
import { makeReservationLinks } from '../../../shared/links/reservation-links';

/** Links of one reservation as an earlier version signed them: they stand in mails and in people's bookmarks. */
const MANAGE =
  'v2.manage.b2FrLmFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh.2.1775116800.7zs5lcup.fpgxeumd2pfzsq3em4br237mmi5ktlhvf7tck4i7ddi4hssaunla';
const MAIL = 'v2.mail.b2FrLmFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh.2.1775116800.7zs5lcup.ggewyf55ftopvi535y57vs6svlkpdrwlzmyxzhh2rryztvc3huna';
const DECIDE =
  'v2.decide.b2FrLmFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh.3.1773648000.7zs5lcup.wotxpn2bc5irylghd4k4q3zzwaaet6xutrkwrfzzjc6eqzppp6ga';

const ID = makeReservationId(toLedgerId('oak' as SpaceId), 'a'.repeat(26)); // a slug
const keys = {
  current: () => Promise.resolve(linkKey(hmacDigest(Buffer.alloc(32, 1)))),
  previous: () => Promise.resolve(undefined),
};
const clock = { now: () => Date.UTC(2026, 2, 2, 8), id: () => 'id', random: () => 0 };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const appUrl = 'https://book.city.example';
const links = makeReservationLinks({ keys, clock, log: quiet, appUrl, proveContact: () => Promise.resolve() });

describe('a link that an earlier version made', () => {
  it.each([
    ['manage', MANAGE],
    ['mail', MAIL],
  ])('to %s a reservation opens it', async (purpose, token) => {
    expect(await links.open(token, ID)).toMatchObject({ purpose, reservation: ID, version: 2 });
  });

  it('to decide about a reservation opens it', async () => {
    expect(await makeDecideLinks({ keys, clock, appUrl }).open(DECIDE, ID)).toMatchObject({
      purpose: 'decide',
      reservation: ID,
      version: 3,
    });
  });
});
