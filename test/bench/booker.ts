import { randomUUID } from 'node:crypto';

/** Which hour of which space, counted from the day after tomorrow. */
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

/** Sends `count` bookings, `width` at a time, each as soon as another is answered. Throws when one is not accepted. */
export async function booker(url: string, width: number, count: number, target: (n: number) => Target): Promise<Posts> {
  const first = Math.ceil(Date.now() / HOUR_MS + 48) * HOUR_MS;
  const instant = (hour: number): string => new Date(first + hour * HOUR_MS).toISOString().replace('.000Z', 'Z');
  const latenciesMs: number[] = [];
  const accepted: { id: string; space: string; at: number }[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) {
      const { space, hour } = target(n);
      const body = {
        spaceId: space,
        startsAt: instant(hour),
        endsAt: instant(hour + 1),
        title: 'Chess club',
        contact: { name: 'Ada', email: 'ada@example.org' },
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
