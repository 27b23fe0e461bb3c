import { hmacDigest } from '../../../shared/adapters/system/digest';
import { DAY, type Clock } from '../../../shared/kernel/clock';
import { ExternalFailure, type Failure } from '../../../shared/kernel/failure';
import { makeReservationId, toLedgerId, type SpaceId } from '../../../shared/kernel/ids';
import type { Log } from '../../../shared/kernel/log';
import { makeLinkKeys } from '../../../shared/links/keys';
import { linkKey } from '../../../shared/links/model';
import { makeReservationLinks } from '../../../shared/links/reservation-links';
import { writeLink } from '../../../shared/links/token';

const NOW = Date.UTC(2026, 2, 2, 8);
const ID = makeReservationId(toLedgerId('oak' as SpaceId), 'a'.repeat(52)); // a slug
const OTHER = makeReservationId(toLedgerId('oak' as SpaceId), 'b'.repeat(52)); // as above
const reservation = { id: ID, endsAt: NOW + DAY };

const digest = (seed: number) => hmacDigest(Buffer.alloc(32, seed));
const has = (seed: number) => () => Promise.resolve(digest(seed));
const fails = (failure: Failure) => () => Promise.reject(new ExternalFailure('key-vault.read', failure));

function links({ signing = has(1), previousSigning, now = NOW, proof }: Partial<Keys> & { now?: number; proof?: Error } = {}) {
  const warned: string[] = [];
  const proven: string[] = [];
  const proveContact = (email: string): Promise<void> => {
    proven.push(email);
    return proof ? Promise.reject(proof) : Promise.resolve();
  };
  const note = (event: string): void => void warned.push(event);
  const log: Log = { info: note, warn: note, error: note };
  const clock: Clock = { now: () => now, id: () => 'id', random: () => 0 };
  const keys = makeLinkKeys({ signing, previousSigning, log });
  const made = makeReservationLinks({ keys, clock, log, appUrl: 'https://book.city.example', proveContact });
  return { ...made, warned, proven };
}
type Keys = Pick<Parameters<typeof makeLinkKeys>[0], 'signing' | 'previousSigning'>;

const tokenIn = (url: string): string => new URL(url).hash.slice(1);

describe('the links of a reservation', () => {
  it('stand in the fragment of the page, and open this reservation until 30 days after its end', async () => {
    const url = await links().urlOf('mail', reservation);
    const last = links({ now: reservation.endsAt + 30 * DAY - 1 });
    const late = links({ now: reservation.endsAt + 30 * DAY });

    expect(url).toMatch(/^https:\/\/book\.city\.example\/manage#v2\.mail\./);
    expect(await last.open(tokenIn(url), ID)).toMatchObject({ purpose: 'mail', reservation: ID });
    expect(await links().open(tokenIn(url), OTHER)).toBeUndefined();
    expect(await late.open(tokenIn(url), ID)).toBeUndefined();
  });

  it('are not opened by a link for deciding', async () => {
    const claims = { purpose: 'decide', reservation: ID, version: 1, expiresAt: NOW + DAY } as const;

    expect(await links().open(writeLink({ current: linkKey(digest(1)) }, claims), ID)).toBeUndefined();
  });

  it('of the previous key still open, those of any other key do not', async () => {
    const token = tokenIn(await links().urlOf('manage', reservation));

    expect(await links({ signing: has(2), previousSigning: has(1) }).open(token, ID)).toBeDefined();
    expect(await links({ signing: has(2), previousSigning: has(3) }).open(token, ID)).toBeUndefined();
    expect(await links({ signing: has(2) }).open(token, ID)).toBeUndefined();
  });

  it('of the present key open while the vault keeps the previous one to itself; what names another key waits or is wrong', async () => {
    const token = tokenIn(await links().urlOf('manage', reservation));
    const [refused, down] = [fails({ kind: 'denied', reason: 'no' }), fails({ kind: 'unavailable' })];
    const without = links({ signing: has(2), previousSigning: refused });

    expect(await links({ previousSigning: refused }).open(token, ID)).toBeDefined();
    expect(await links({ previousSigning: down }).open(token, ID)).toBeDefined();
    expect(await without.open(token, ID)).toBeUndefined();
    expect(without.warned).toEqual(['links.previous-key-refused']);
    await expect(links({ signing: has(2), previousSigning: down }).open(token, ID)).rejects.toThrow(ExternalFailure);
  });

  it('carry the version of the reservation, 1 where it has none', async () => {
    const { urlOf, open } = links();
    const versions = [await urlOf('manage', reservation), await urlOf('manage', { ...reservation, manageVersion: 4 })];

    expect(await Promise.all(versions.map(async (url) => (await open(tokenIn(url), ID))?.version))).toEqual([1, 4]);
  });

  it.each([
    ['mail', ['ada@example.org']],
    ['manage', []],
  ] as const)('prove the contact when they were in a mail, and not otherwise (%s)', async (purpose, proven) => {
    const opened = links();
    const link = await opened.open(tokenIn(await opened.urlOf(purpose, reservation)), ID);

    if (link) await opened.opened(link, { contact: { email: 'ada@example.org' } });

    expect(link?.purpose).toBe(purpose);
    expect(opened.proven).toEqual(proven);
  });

  it.each([new ExternalFailure('cosmos', { kind: 'unavailable' }), new Error('a defect')])(
    'do not fail with what cannot be noted (%s)',
    async (proof) => {
      const opened = links({ proof });

      await opened.opened({ purpose: 'mail', reservation: ID, version: 1, expiresAt: NOW }, { contact: { email: 'ada@example.org' } });

      expect(opened.warned).toEqual(['links.contact-not-proven']);
    },
  );

  it('are wrong without asking for a key when they have not the form', async () => {
    expect(await links({ signing: fails({ kind: 'unavailable' }) }).open('nonsense', ID)).toBeUndefined();
  });
});
