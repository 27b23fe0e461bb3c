import { HOUR, SECOND, type EpochMs } from '../kernel/clock';
import type { Bucket } from './model';

/** What has grown back since; `most` grow back in an hour. An instant of a clock that runs ahead gives nothing and takes nothing. */
export function refilled({ left, at }: Bucket, most: number, now: EpochMs): Bucket {
  const grown = (Math.max(0, now - at) * most) / HOUR;
  return { left: Math.min(most, left + grown), at: Math.max(at, now) };
}

/** How many of so many requests may go, and what is left then. */
export function granted({ left, at }: Bucket, asked: number): { readonly go: number; readonly bucket: Bucket } {
  const go = Math.min(asked, Math.floor(left));
  return { go, bucket: { left: left - go, at } };
}

/** Until one is free, in whole seconds, one at least. */
export const secondsToWait = ({ left, at }: Bucket, most: number, now: EpochMs): number =>
  Math.max(1, Math.ceil((at - now + ((1 - left) * HOUR) / most) / SECOND));
