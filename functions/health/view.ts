import { instantText } from '../../shared/kernel/instants';
import type { ReadinessView } from '../../shared/health/messages';
import type { Finding, Noticed, Part, Trouble, WorkState } from '../../shared/health/model';
import type { Probes } from '../host/outside';
import type { BusState } from '../host/watched-bus';
import type { Asked } from './remembered';
import type { SettingsState } from './settings-state';

/** One cause is told once, where it is met first: a vault that is shut lets neither key nor sign-in through. */
export const distinct = <F extends Noticed>(findings: readonly F[], same: (one: F, other: F) => boolean): readonly F[] =>
  findings.filter((one, at) => findings.findIndex((other) => same(one, other)) === at);

/** For a person, who reads the sentence. */
const saysSame = (one: Finding, other: Finding): boolean => one.sentence === other.sentence;
/** For the log, which has the reason too: two secrets that are missing are two causes. */
export const meansSame = (one: Noticed, other: Noticed): boolean =>
  saysSame(one, other) && (one.code === 'unreachable' || one.reason === other.reason);

const becauseOf = (trouble: Trouble): string => ('ms' in trouble ? `no answer within ${String(trouble.ms)} ms` : trouble.kind);
const stateOf = (asked: Asked<unknown>) =>
  'trouble' in asked ? ({ state: 'unreachable', because: becauseOf(asked.trouble) } as const) : ({ state: 'reachable' } as const);

interface Seen {
  readonly findings: readonly Finding[];
  readonly known: WorkState | undefined;
  readonly work: Asked<WorkState>;
  readonly bus: Asked<void> | undefined;
  /** Of the last message, where the bus is not asked. */
  readonly busState: BusState;
  readonly settings: SettingsState;
  readonly probes: Probes;
  /** Whether anything can be said of the sweep. */
  readonly sweepKnown: boolean;
}

export function viewOf({ findings, known, work, bus, busState, settings, probes, sweepKnown }: Seen): ReadinessView {
  const { microsoft, staff, warnings } = settings;
  const found = (part: Part): Finding | undefined => findings.find((one) => one.part === part);
  const standing = <S extends string>(part: Part, well: S | undefined): { state: S | 'failing'; because?: string } | undefined => {
    const finding = found(part);
    return finding ? { state: 'failing', because: finding.code } : well && { state: well };
  };
  const signing = standing('signing-key', probes.signing && ('readable' as const));
  const vault = standing('vault', probes.vault && ('reachable' as const));
  const { sweep, oldestDueMs } = known ?? {};
  const seconds = oldestDueMs === undefined ? undefined : Math.floor(oldestDueMs / 1_000);
  return {
    status: findings.some(({ stops }) => stops) ? 'not-ready' : 'ready',
    problems: distinct(findings, saysSame).map(({ part, code, sentence, who, stops }) => ({ part, code, sentence, who, stops })),
    database: stateOf(work),
    bus: bus ? stateOf(bus) : busState,
    queue: {
      // Nothing shows that a queue is read which nothing was ever taken from.
      state: found('queue') ? 'not-read' : known?.everTaken ? 'read' : 'unknown',
      ...(seconds !== undefined && { oldestDueSeconds: seconds }),
    },
    sweep: {
      state: known && sweepKnown ? (found('sweep') ? 'late' : 'on-time') : 'unknown',
      ...(sweep && { lastAt: instantText(sweep.at) }),
    },
    ...(signing && { signingKey: signing }),
    ...(vault && { vault }),
    microsoft: microsoftView(microsoft, known?.appBlocked?.code, found('microsoft')),
    ...(known && { lanes: { blocked: known.blockedLanes, failing: known.failingLanes } }),
    staffSignIn:
      staff.state === 'inert'
        ? { state: 'inert', missing: [...staff.missing] }
        : (standing('staff-sign-in', 'enabled' as const) ?? { state: 'enabled' }),
    warnings: [...warnings],
  };
}

function microsoftView(
  microsoft: SettingsState['microsoft'],
  blocked: string | undefined,
  finding: Finding | undefined,
): ReadinessView['microsoft'] {
  if (microsoft.state === 'inert') return { state: 'inert', missing: [...microsoft.missing] };
  if (microsoft.state === 'off') return { state: 'off' };
  if (blocked !== undefined) return { state: 'blocked', because: blocked };
  return finding ? { state: 'failing', because: finding.code } : { state: 'enabled' };
}
