import { startCloud } from '../../infra/local/cloud';
import { GraphWatch } from '../support/scenario/graph-watch';
import { until } from '../support/scenario/until';
import { booker, type Posts, type Target } from './booker';

export interface CloudFigures {
  readonly posts: Posts;
  readonly toOutlookMs: readonly number[];
  /** A reservation's share. `calls`: a batch counts once. */
  readonly graph: { readonly requests: number; readonly calls: number };
}

export interface CloudMeasure {
  readonly appDir: string;
  readonly dataDir: string;
  readonly instances: number;
  /** How many bookings are on their way at a time. */
  readonly width: number;
  readonly spread: 'one at a time' | 'distinct ledgers' | 'one hot ledger';
  /** Whether Exchange is asked before each is accepted. */
  readonly asks?: boolean;
}

/** Spaces that each are a ledger of their own. */
const LEDGERS = ['oak', 'elm', 'ash', 'council-chamber', 'studio', 'boathouse', 'reading-room', 'maker-space', 'garden-room'] as const;
const WARM_UP = 90;
const COUNT = 360;

/** Bookings of free hours against a warm cloud, from the POST to the event in the room's calendar. */
export async function measureCloud({ appDir, dataDir, instances, spread, width, asks = true }: CloudMeasure): Promise<CloudFigures> {
  const cloud = await startCloud({
    appDir,
    dataDir,
    basePort: 0,
    instances,
    seed: 'all',
    settings: { CLIENT_WRITES_PER_HOUR: '100000', ...(!asks && { SCHEDULE_READER: '' }) },
    log: () => undefined,
  });
  try {
    const arrivals = new Map<string, number>();
    const watch = new GraphWatch(cloud.cores.tenant, ({ method, path, status, body }) => {
      if (method !== 'POST' || !path.endsWith('/events') || status !== 201) return;
      arrivals.set(reservationOf(body), performance.now());
    });
    const spaceOf = (n: number): string => (spread === 'one hot ledger' ? 'oak' : (LEDGERS[n % LEDGERS.length] ?? 'oak'));
    // Two hours each: the space's buffers lie between two bookings.
    const target = (n: number): Target => ({ space: spaceOf(n), hour: 2 * n });
    const arrived = (posts: Posts) =>
      until('every event is in Outlook', () => posts.accepted.every(({ id }) => arrivals.has(id)), { withinMs: 120_000 });

    await arrived(await booker(cloud.urls.api, width, WARM_UP, target));
    const before = { requests: watch.requests.length, calls: watch.calls };
    const posts = await booker(cloud.urls.api, width, COUNT, (n) => target(WARM_UP + n));
    await arrived(posts);
    return {
      posts,
      toOutlookMs: posts.accepted.map(({ id, at }) => Math.max(0, (arrivals.get(id) ?? Number.NaN) - at)),
      graph: {
        requests: (watch.requests.length - before.requests) / COUNT,
        calls: (watch.calls - before.calls) / COUNT,
      },
    };
  } finally {
    await cloud.close();
  }
}

/** The mark that our events carry. */
function reservationOf(body: unknown): string {
  const { singleValueExtendedProperties } = body as { singleValueExtendedProperties?: readonly { readonly value: string }[] }; // what the app sends
  return singleValueExtendedProperties?.[0]?.value ?? '';
}
