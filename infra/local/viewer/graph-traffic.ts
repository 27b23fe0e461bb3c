import { z } from 'zod';
import type { EpochMs } from '../../../shared/kernel/clock';
import type { Reply } from '../kernel/faults';
import type { Answer, Received } from '../wire/https-front';

interface Asked {
  readonly method: string;
  /** Without the query and with `{id}` for ids of events. */
  readonly path: string;
  /** Null: never answered. */
  readonly status: number | null;
}

export interface SeenRequest extends Asked {
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  readonly ms?: number;
  /** Of a `$batch`. */
  readonly items?: readonly Asked[];
}

const KEPT = 40;

const BatchBody = z.object({ requests: z.array(z.object({ id: z.string(), method: z.string(), url: z.string() })) });
const BatchAnswer = z.object({ responses: z.array(z.object({ id: z.string(), status: z.number() })) });

/** The last requests to Graph and what became of them, newest first. */
export class GraphTraffic {
  private readonly seen: SeenRequest[] = [];
  private serial = 0;

  constructor(private readonly now: () => EpochMs) {}

  note({ method, url, text }: Pick<Received, 'method' | 'url' | 'text'>, reply: Reply<Answer>): void {
    this.serial += 1;
    const answer = reply.kind === 'never' ? undefined : reply.answer;
    const items = url.startsWith('/v1.0/$batch') ? batchItems(text, answer) : undefined;
    this.seen.unshift({
      id: String(this.serial),
      at: new Date(this.now()).toISOString(),
      method,
      path: shape(url.slice('/v1.0'.length)),
      status: answer?.status ?? null,
      ...(reply.kind === 'reply' && { ms: Math.round(reply.delayMs) }),
      ...(items && { items }),
    });
    this.seen.length = Math.min(this.seen.length, KEPT);
  }

  recent(): readonly SeenRequest[] {
    return this.seen;
  }
}

function batchItems(text: string, answer: Answer | undefined): readonly Asked[] | undefined {
  const asked = BatchBody.safeParse(parsed(text));
  if (!asked.success) return undefined;
  const answered = BatchAnswer.safeParse(answer?.body);
  const statuses = new Map(answered.success ? answered.data.responses.map(({ id, status }) => [id, status]) : []);
  return asked.data.requests.map(({ id, method, url }) => ({ method, path: shape(url), status: statuses.get(id) ?? null }));
}

function shape(url: string): string {
  const [path = ''] = url.split('?');
  const readable = path.replace(/%40/gi, '@');
  return readable.replace(/\/events\/[^/]+/, '/events/{id}');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
