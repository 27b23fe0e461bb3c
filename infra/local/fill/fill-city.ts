import { setTimeout as pause } from 'node:timers/promises';
import { HOUR, SECOND, type EpochMs } from '../../../shared/kernel/clock';
import { instantText } from '../../../shared/kernel/instants';
import { retryAfter } from '../../../shared/kernel/retry-after';
import { bodyOf, GROUPS_DOMAIN, keyOf, type Planned } from './plan';
import type { FillState } from './state';

export interface FillParts {
  /** Origin of the API, without trailing slash. */
  readonly api: string;
  /** A token of somebody who may enter and decide. */
  readonly token: () => string;
  readonly now: () => EpochMs;
  /** Ends it, wherever it is. */
  readonly signal: AbortSignal;
  readonly plan: readonly Planned[];
  readonly told: (state: FillState) => void;
}

/** One at a time, and longer at rest than at work, on a slow machine too: whoever tries the demo at this moment comes first. */
const REST_MS = 120;
const REST = 2;
/** A city with so much of its plan is left as it is. */
const FULL = 0.9;
const MOST_TRIES = 7;
const FIRST_WAIT_MS = 250;
const DEADLINE_MS = 40 * SECOND;

/**
 * Enters the reservations of the coming weeks as staff do, through the public API, without mails. What is there from an earlier run is left as it
 * is. Never throws: whatever ends it is told as a state.
 */
export async function fillCity(parts: FillParts): Promise<void> {
  const { plan } = parts;
  let done = 0;
  const tell = (state: 'running' | 'filled' | 'stopped'): void => parts.told({ state, done, of: plan.length });
  try {
    const there = await alreadyThere(parts);
    done = there.size;
    tell('running');
    const missing = there.size < plan.length * FULL ? plan.filter((one) => !there.has(one.key)).slice(0, plan.length - there.size) : [];
    for (const one of missing) {
      const began = performance.now();
      await enter(parts, one);
      done += 1;
      tell('running');
      await pause(Math.max(REST_MS, REST * (performance.now() - began)), undefined, { signal: parts.signal });
    }
    tell('filled');
  } catch (cause) {
    if (parts.signal.aborted) tell('stopped');
    else parts.told({ state: 'failed', done, of: plan.length, why: cause instanceof Error ? cause.message : String(cause) });
  }
}

/** The keys of what an earlier run entered and is still to come. */
async function alreadyThere(parts: FillParts): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  let continuation: string | undefined;
  do {
    const query = new URLSearchParams({ from: instantText(Math.floor(parts.now() / HOUR) * HOUR), limit: '200' });
    if (continuation !== undefined) query.set('continuation', continuation);
    const { body } = await ask(parts, 'GET', `/reservations?${query.toString()}`);
    const page = body as Page; // the API's own answer
    for (const { spaceId, startsAt, contact } of page.items)
      if (contact?.email.endsWith(`@${GROUPS_DOMAIN}`)) keys.add(keyOf(spaceId, startsAt));
    ({ continuation } = page);
  } while (continuation !== undefined);
  return keys;
}

interface Page {
  readonly items: readonly { readonly spaceId: string; readonly startsAt: string; readonly contact?: { readonly email: string } }[];
  readonly continuation?: string;
}

const VERBS = { denied: 'deny', cancelled: 'cancel', approved: 'approve' } as const;

/** Somebody else may have the time by now, or may have decided first: that is no failure. */
async function enter(parts: FillParts, planned: Planned): Promise<void> {
  const { status, body } = await ask(parts, 'POST', '/reservations', bodyOf(planned), { 'idempotency-key': planned.key });
  if (status !== 201) return;
  const { id, status: now } = body as { readonly id: string; readonly status: string }; // the API's own answer
  if (planned.fate === 'pending' || planned.fate === now) return;
  await ask(parts, 'POST', `/reservations/${id}/${VERBS[planned.fate]}`, { notify: false });
}

interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** Throws when it is refused for a reason that lies with us, or not answered however often it is asked. */
async function ask(
  parts: FillParts,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const { api, token, now, signal } = parts;
  let problem = '';
  for (let tries = 0, waitMs = FIRST_WAIT_MS; tries < MOST_TRIES; tries += 1, waitMs *= 2) {
    try {
      const response = await fetch(`${api}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token()}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
      });
      const text = await response.text();
      const { status } = response;
      if (response.ok || status === 409 || status === 422) return { status, body: JSON.parse(text) as unknown };
      problem = `${method} ${path} was answered ${String(status)}: ${text}`;
      if (status < 500 && status !== 429) break;
      const until = retryAfter(Object.fromEntries(response.headers), now());
      if (until !== undefined) waitMs = Math.max(waitMs, until - now());
    } catch (cause) {
      signal.throwIfAborted();
      problem = `${method} ${path} was not answered: ${cause instanceof Error ? cause.message : String(cause)}`;
    }
    await pause(waitMs, undefined, { signal });
  }
  throw new Error(problem);
}
