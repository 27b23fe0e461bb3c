import type { ViewedCloud } from '../running-cloud';

/** What of the cloud the viewer looks at and acts on. */
export type Viewed = Pick<
  ViewedCloud,
  'cores' | 'faults' | 'hosts' | 'settings' | 'clientId' | 'fill' | 'now' | 'staffToken' | 'observer'
> & {
  readonly urls: Pick<ViewedCloud['urls'], 'api'>;
  /** People, rooms and spaces are still being set up. */
  readonly starting: () => boolean;
};
