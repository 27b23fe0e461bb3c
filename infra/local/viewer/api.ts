import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { checked, Problem } from './exchange';
import type { Viewed } from './viewed';

const name = z.string().min(1).max(300);

const ActBody = z.discriminatedUnion('action', [
  z.strictObject({ action: z.enum(['approve', 'deny', 'cancel']), reservation: name }),
  z.strictObject({ action: z.literal('retry'), kind: name, id: name }),
]);

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

const DEADLINE_MS = 35_000;

/** The API as the page uses it: like any client, with a token of somebody of the tenant. It has no CORS, hence the way through here. */
export class ApiClient {
  constructor(private readonly cloud: Viewed) {}

  /** `POST /_instep/book`: what a citizen does; the body and the answer are those of `POST /api/v1/reservations`. */
  book(body: unknown, idempotencyKey = randomUUID()): Promise<ApiAnswer> {
    return this.post('/reservations', body, { 'idempotency-key': idempotencyKey });
  }

  /** `POST /_instep/act`: what staff do. Throws Problem. */
  act(body: unknown): Promise<ApiAnswer> {
    const wish = checked(ActBody, body);
    const path =
      wish.action === 'retry'
        ? `/sync/items/${encodeURIComponent(wish.kind)}/${encodeURIComponent(wish.id)}/retry`
        : `/reservations/${encodeURIComponent(wish.reservation)}/${wish.action}`;
    const token = this.cloud.staffToken({ roles: ['Instep.Admin', 'Reservations.Approve'] });
    return this.post(path, {}, { authorization: `Bearer ${token}` });
  }

  private async post(path: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<ApiAnswer> {
    try {
      const response = await fetch(`${this.cloud.urls.api}/api/v1${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      const text = await response.text();
      return { status: response.status, body: parsed(text) };
    } catch {
      throw new Problem(502, 'No answer', 'The API did not answer: the app may be starting again. Try once more in a moment.');
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { title: 'No answer', detail: text || 'The API answered without words: the app failed or is starting again.' };
  }
}
