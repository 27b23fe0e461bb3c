import type { EpochMs } from '../kernel/clock';

/** What the public calendar of a space holds; nothing else reaches the text. */
export interface Feed {
  readonly name: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Where the feed is read. */
  readonly url: string;
  /** What the feed covers; the rules of the zone must hold for all of it. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly entries: readonly FeedEntry[];
}

export interface FeedEntry {
  /** The same for as long as the reservation exists; tells nothing of the reservation's id. */
  readonly uid: string;
  /** Grows with each change. */
  readonly sequence: number;
  readonly changedAt: EpochMs;
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly summary: string;
  readonly location: string;
  readonly status: 'tentative' | 'confirmed' | 'cancelled';
}
