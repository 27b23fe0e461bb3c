import { makeContactLimits } from '../../../functions/limits/contact-limits';
import { ExternalFailure } from '../../../shared/kernel/failure';
import { START, aReservationId } from '../../support/builders/reservation-builder';
import { spaceId } from '../../support/builders/space-builder';
import type { DIGEST } from '../../support/builders/digest';
import { Town } from '../../support/town';

const EMAIL = 'ada@home.example';

describe('while the signing key cannot be had', () => {
  const withKey = (signing: () => Promise<typeof DIGEST>) => {
    const { database, readSpace } = new Town().process();
    const clock = { now: () => START, id: () => 'id', random: () => 0.5 };
    return makeContactLimits({ database, clock, readSpace, signing, mailsAreMade: true });
  };
  const missing = () => Promise.reject(new ExternalFailure('key-vault.read', { kind: 'unavailable' }));

  it('staff are not kept from deciding: their mails go, uncounted and without the words of others', async () => {
    const limits = withKey(missing);

    for (const revision of [1, 2, 3, 4])
      expect(await limits.countMail(EMAIL, aReservationId(), revision)).toEqual({ mayGo: true, proven: false });
    expect(await limits.isProven(EMAIL)).toBe(false);
  });

  it('nobody else is let in, and nothing is proven', async () => {
    const limits = withKey(missing);
    const asked = { email: EMAIL, id: aReservationId(), spaceId: spaceId('oak'), until: START, asks: 'submission', mail: true } as const;

    await expect(limits.admit(asked)).rejects.toThrow(ExternalFailure);
    await expect(limits.prove(EMAIL)).rejects.toThrow(ExternalFailure);
  });

  it('a defect is no missing key', async () => {
    await expect(withKey(() => Promise.reject(new TypeError('ours'))).countMail(EMAIL, aReservationId(), 1)).rejects.toThrow(TypeError);
  });
});
