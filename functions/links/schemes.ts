import type { LinkSchemes } from '../host/link-scheme';

/** `manage`: the link of one reservation. `decide`: the link by which one request is decided once. */
export const LINK_SCHEMES = {
  manage: {
    word: 'Manage',
    security: 'holder',
    about: '`Manage` and the token of a `manageUrl` (what follows the `#`).',
    actor: { kind: 'citizen' },
    called: 'the link of the reservation',
    elsewhere: 'The link of a reservation does not do this: it shows, changes and cancels its reservation.',
    wrong: 'wrong-links',
  },
  decide: {
    word: 'Decide',
    security: 'decider',
    about: '`Decide` and the token of a link in a mail to those who approve (between the `#` and the `&`). It decides once.',
    actor: { kind: 'approver-link' },
    called: 'the link of an approver',
    elsewhere: 'The link of an approver does not do this: it approves or denies its request.',
    wrong: 'wrong-links',
  },
} as const satisfies LinkSchemes;
