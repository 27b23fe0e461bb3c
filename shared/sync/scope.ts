/**
 * What a refusal of Microsoft may block, by the thing that the items stand for: a mailbox is a whole lane, a person or a group is one item
 * among many. A module brings its scopes; the loop knows none by name.
 */
export interface Scope {
  readonly name: string;
  /** What a missing target (404, 410) blocks, and the code of the reason. */
  readonly missing: { readonly blocks: 'lane' | 'item'; readonly code: string };
  /** What a missing permission (401, 403) blocks: all items of the kind in the lane, or the refused item alone. */
  readonly denied: 'kind' | 'item';
  /** What a request to wait (429) holds back. */
  readonly throttled: 'lane' | 'item';
  /** What else than the permission may be missing, for the sentence: `widen the app's mailbox scope`. */
  readonly alsoDenied?: string;
}
