import { hmacDigest } from '../../../shared/adapters/system/digest';
import { DAY } from '../../../shared/kernel/clock';
import { makeReservationId, toLedgerId, type SpaceId } from '../../../shared/kernel/ids';
import { LINK_PURPOSES, linkKey, type LinkClaims } from '../../../shared/links/model';
import { keyNamedIn, linkWithin, readLink, writeLink } from '../../../shared/links/token';

const RESERVATION = makeReservationId(toLedgerId('town-hall' as SpaceId), 'a'.repeat(52)); // a slug
const NOW = Date.UTC(2026, 2, 2, 8);
const key = (seed: number) => linkKey(hmacDigest(Buffer.alloc(32, seed)));
const [old, present, stranger] = [key(1), key(2), key(3)];
const keys = { current: present };

const claims = (more: Partial<LinkClaims> = {}): LinkClaims => ({
  purpose: 'manage',
  reservation: RESERVATION,
  version: 1,
  expiresAt: NOW + 30 * DAY,
  ...more,
});

describe('a link', () => {
  it.each(LINK_PURPOSES)('for %s says what it was made of', (purpose) => {
    const made = claims({ purpose, version: 7 });

    expect(readLink(keys, writeLink(keys, made), NOW)).toEqual(made);
  });

  it('is the same text for the same claims, and another for each other claim', () => {
    const others = [
      claims({ purpose: 'mail' }),
      claims({ version: 2 }),
      claims({ expiresAt: NOW + 31 * DAY }),
      claims({ reservation: makeReservationId(toLedgerId('oak' as SpaceId), 'a'.repeat(52)) }), // a slug
    ];

    const texts = [claims(), ...others].map((each) => writeLink(keys, each));

    expect(writeLink(keys, claims())).toBe(texts[0]);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('names its form, its purpose and its key, is fit for a URL, and holds nothing of the key itself', () => {
    const text = writeLink(keys, claims());

    expect(text).toMatch(/^v2\.manage\.[\w-]+\.1\.\d+\.[a-z2-7]{8}\.[a-z2-7]{52}$/);
    expect(keyNamedIn(text)).toBe(present.id);
    expect(new Set([old.id, present.id, stranger.id]).size).toBe(3);
  });

  it('keeps its end in whole seconds, never sooner than asked', () => {
    const text = writeLink(keys, claims({ expiresAt: NOW + 1 }));

    expect(readLink(keys, text, NOW + 999)).toMatchObject({ expiresAt: NOW + 1_000 });
    expect(readLink(keys, text, NOW + 1_000)).toBeUndefined();
  });

  it('opens nothing once any of its parts is another', () => {
    const text = writeLink(keys, claims());
    const parts = text.split('.');
    const other = ['v1', 'mail', Buffer.from(`oak.${'a'.repeat(26)}`).toString('base64url'), '2', '9999999999', old.id, 'a'.repeat(52)];
    const forged = parts.map((_, at) => parts.map((part, index) => (index === at ? other[index] : part)).join('.'));

    for (const one of forged) expect([one, readLink({ ...keys, previous: old }, one, NOW)]).toEqual([one, undefined]);
  });

  it('opens nothing once any of its characters is another', () => {
    const text = writeLink(keys, claims());

    for (let at = 0; at < text.length; at += 1) {
      const changed = text.slice(0, at) + (text[at] === 'a' ? 'b' : 'a') + text.slice(at + 1);
      expect([at, readLink(keys, changed, NOW)]).toEqual([at, undefined]);
    }
  });

  it.each(['', 'v2', 'v2......', 'nonsense', `v2.manage.x.1.1.aaaaaaaa.${'a'.repeat(52)}`])('is not %j', (text) => {
    expect(readLink(keys, text, NOW)).toBeUndefined();
  });

  it('cannot be made of another signature of the same key', () => {
    const said = writeLink(keys, claims()).split('.').slice(0, -1).join('.');

    for (const purpose of ['manage', 'submission', 'reservation', 'idempotency-key', ''])
      expect(readLink(keys, `${said}.${present.digest(purpose, said)}`, NOW)).toBeUndefined();
  });
});

describe('what somebody pasted', () => {
  const text = writeLink(keys, claims());

  it.each([
    text,
    `https://book.city.example/manage#${text}`,
    ` ${text}\n`,
    `<${text}>`,
    `See or cancel it: https://book.city.example/manage#${text}See you there`,
    text.replace(/(.{40})/g, '$1=\r\n').replaceAll('=', ''),
  ])('holds the link: %j', (pasted) => {
    expect(linkWithin(pasted)).toBe(text);
  });

  it.each(['', 'https://book.city.example/manage', text.slice(0, -1), text.replace('v2', 'v1')])('holds none: %j', (pasted) => {
    expect(linkWithin(pasted)).toBe('');
  });
});

describe('a key that is followed by another', () => {
  it('still opens the links that it signed, and signs no new ones', () => {
    const signedBefore = writeLink({ current: old }, claims());
    const after = { current: present, previous: old };

    expect(readLink(after, signedBefore, NOW)).toEqual(claims());
    expect(keyNamedIn(writeLink(after, claims()))).toBe(present.id);
  });

  it('opens nothing once it is no longer named', () => {
    expect(readLink({ current: present }, writeLink({ current: old }, claims()), NOW)).toBeUndefined();
  });

  it('opens nothing that a third key signed', () => {
    expect(readLink({ current: present, previous: old }, writeLink({ current: stranger }, claims()), NOW)).toBeUndefined();
  });
});
