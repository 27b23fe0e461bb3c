import type { LinkSchemes } from '../host/link-scheme';

/** `manage`: the link of one reservation. `decide`: the link by which one request is decided once. */
export const LINK_SCHEMES = {
  manage: {
    word: 'Manage',
    security: 'holder',
    about: '`Manage` and the token of a `manageUrl` (what follows the `#`).',
    actor: { kind: 'citizen' },
    elsewhere: 'The link of a reservation opens that reservation only.',
    wrong: 'wrong-links',
  },
  decide: {
    word: 'Decide',
    security: 'decider',
    about: '`Decide` and the token of a link in a mail to those who approve (between the `#` and the `&`). It decides once.',
    actor: { kind: 'approver-link' },
    elsewhere: 'The link of an approver decides about its request only.',
    wrong: 'wrong-links',
  },
} as const satisfies LinkSchemes;
