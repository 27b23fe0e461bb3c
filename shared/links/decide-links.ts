import { DAY, type Clock } from '../kernel/clock';
import { openLink } from './open-link';
import type { DecideLinks, LinkKeySource } from './ports';
import { writeLink } from './token';

/** For a request whose time is kept without end. */
const VALID_MS = 14 * DAY;

interface Deps {
  readonly keys: LinkKeySource;
  readonly clock: Clock;
  readonly appUrl: string;
}

export const makeDecideLinks = ({ keys, clock, appUrl }: Deps): DecideLinks => ({
  urlOf: async ({ id, revision, submittedAt, changedAt = submittedAt, holdUntil = changedAt + VALID_MS }) => {
    const claims = { purpose: 'decide', reservation: id, version: revision, expiresAt: holdUntil } as const;
    // In the fragment, which browsers keep out of requests, logs and referrers.
    return `${appUrl}/decide#${writeLink({ current: await keys.current() }, claims)}`;
  },
  open: async (token, id) => {
    const claims = await openLink(keys, token, clock.now());
    return claims?.purpose === 'decide' && claims.reservation === id ? claims : undefined;
  },
});
