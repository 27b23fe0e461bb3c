import { randomUUID } from 'node:crypto';

/** Which open hour of which space, counted from the day after tomorrow. */
export interface Target {
  readonly space: string;
  readonly hour: number;
}

export interface Posts {
  readonly latenciesMs: readonly number[];
  readonly perSecond: number;
  /** Each accepted reservation and when its answer was here, by `performance.now()`. */
  readonly accepted: readonly { readonly id: string; readonly space: string; readonly at: number }[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** From eight in the morning until ten at night, UTC: the rooms of the seed are open then, in winter and in summer. */
const OPENS = 8;
const OPEN_HOURS = 14;

/** Sends `count` bookings, `width` at a time, each as soon as another is answered. Throws when one is not accepted. */
export async function booker(url: string, width: number, count: number, target: (n: number) => Target): Promise<Posts> {
  const first = Math.floor(Date.now() / DAY_MS + 2) * DAY_MS;
  const instant = (hour: number, lasting = 0): string => {
    const at = first + Math.floor(hour / OPEN_HOURS) * DAY_MS + (OPENS + (hour % OPEN_HOURS) + lasting) * HOUR_MS;
    return new Date(at).toISOString().replace('.000Z', 'Z');
  };
  const latenciesMs: number[] = [];
  const accepted: { id: string; space: string; at: number }[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) {
      const { space, hour } = target(n);
      const body = {
        spaceId: space,
        startsAt: instant(hour),
        endsAt: instant(hour, 1),
        title: 'Chess club',
        contact: { name: 'Ada', email: `ada-${randomUUID()}@example.org` },
      };
      const began = performance.now();
      const response = await fetch(`${url}/api/v1/reservations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      const at = performance.now();
      if (response.status !== 201) throw new Error(`a booking was answered ${String(response.status)}: ${text}`);
      latenciesMs.push(at - began);
      accepted.push({ id: (JSON.parse(text) as { id: string }).id, space, at });
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: width }, work));
  return { latenciesMs, perSecond: (count * 1_000) / (performance.now() - began), accepted };
}
