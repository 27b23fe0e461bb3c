import type { TenantCore } from '../../../infra/local/tenant/core';

/** One request as Exchange saw it; the items of a batch count one by one. */
export interface SeenRequest {
  /** By the tenant's clock. */
  readonly at: number;
  readonly method: string;
  /** Decoded, below the version root. */
  readonly path: string;
  /** Undefined: it was never answered. */
  readonly status: number | undefined;
  readonly body: unknown;
}

/** Everything that reaches Graph, recorded at the core. */
export class GraphWatch {
  readonly requests: SeenRequest[] = [];
  /** HTTP requests, a batch counted once. */
  calls = 0;

  /** `told` hears of each request as it is recorded. */
  constructor(core: TenantCore, told: (seen: SeenRequest) => void = () => undefined) {
    const serve = core.graph.bind(core);
    core.graph = (call, principal) => {
      this.calls += 1;
      const reply = serve(call, principal);
      const answer = reply.kind === 'never' ? undefined : reply.answer;
      const at = core.now();
      const note = ({ method, path, body }: Asked, status: number | undefined): void => {
        const seen = { at, method, path: decodeURIComponent(path), status, body };
        this.requests.push(seen);
        told(seen);
      };
      if (!call.path.startsWith('/$batch')) note(call, answer?.status);
      else {
        const answers = entries(answer?.body, 'responses') as readonly Answered[];
        for (const item of entries(call.body, 'requests') as readonly (Asked & { id: string })[]) {
          note({ ...item, path: item.url ?? '' }, answers.find(({ id }) => id === item.id)?.status);
        }
      }
      return reply;
    };
  }

  /** Those to one mailbox, with this method where one is given. */
  to(mailbox: string, method?: string): readonly SeenRequest[] {
    const root = `/users/${mailbox}`;
    return this.requests.filter((seen) => seen.path.startsWith(root) && (method === undefined || seen.method === method));
  }
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly url?: string;
  readonly body?: unknown;
}
interface Answered {
  readonly id: string;
  readonly status: number;
}

/** Members of a batch body; the core has checked or made them. */
const entries = (body: unknown, name: string): readonly unknown[] =>
  (body as Readonly<Record<string, readonly unknown[]>> | undefined)?.[name] ?? [];
