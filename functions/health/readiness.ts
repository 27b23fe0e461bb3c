import { ExternalFailure } from '../../shared/kernel/failure';
import type { ReadinessView } from '../../shared/health/messages';

export type ReadReadiness = () => Promise<ReadinessView>;

/** What the settings say, of which readiness tells what is missing. */
export interface SettingsState {
  readonly microsoft: { readonly state: 'enabled' | 'off' } | { readonly state: 'inert'; readonly missing: readonly string[] };
  readonly staff: { readonly state: 'enabled' } | { readonly state: 'inert'; readonly missing: readonly string[] };
  readonly warnings: readonly string[];
}

interface Deps {
  readonly busState: () => ReadinessView['bus'];
  /** What is blocked: of the app the reason as a code, of lanes how many. */
  readonly readBlocks: () => Promise<{ readonly app?: string; readonly lanes: number; readonly failing: number }>;
  readonly settings: SettingsState;
}

const BUDGET_MS = 2_000;

/** The database is asked once, for what is blocked; everything else is known already. */
export const makeReadReadiness =
  ({ busState, readBlocks, settings }: Deps): ReadReadiness =>
  async () => {
    const asked = await within(readBlocks, BUDGET_MS);
    const { microsoft, staff, warnings } = settings;
    return {
      status: asked.kind === 'answered' ? 'ready' : 'not-ready',
      database: asked.kind === 'answered' ? { state: 'reachable' } : { state: 'unreachable', because: asked.because },
      bus: busState(),
      microsoft:
        microsoft.state === 'enabled' && asked.kind === 'answered' && asked.value.app !== undefined
          ? { state: 'blocked', because: asked.value.app }
          : { state: microsoft.state, ...(microsoft.state === 'inert' && { missing: [...microsoft.missing] }) },
      ...(asked.kind === 'answered' && { lanes: { blocked: asked.value.lanes, failing: asked.value.failing } }),
      staffSignIn: { state: staff.state, ...(staff.state === 'inert' && { missing: [...staff.missing] }) },
      warnings: [...warnings],
    };
  };

type Asked<T> = { readonly kind: 'answered'; readonly value: T } | { readonly kind: 'not'; readonly because: string };

async function within<T>(ask: () => Promise<T>, budgetMs: number): Promise<Asked<T>> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Asked<T>>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'not', because: `no answer within ${budgetMs} ms` }), budgetMs);
  });
  const answered = ask().then(
    (value): Asked<T> => ({ kind: 'answered', value }),
    (error: unknown): Asked<T> => {
      if (error instanceof ExternalFailure) return { kind: 'not', because: error.failure.kind };
      throw error;
    },
  );
  try {
    return await Promise.race([answered, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
