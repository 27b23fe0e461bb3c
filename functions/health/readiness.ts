import { MINUTE, type Clock, type EpochMs } from '../../shared/kernel/clock';
import type { ReadinessView } from '../../shared/health/messages';
import type { Finding, Noticed, Part, Trouble, WorkState } from '../../shared/health/model';
import type { ReadWork } from '../../shared/health/read-work';
import * as say from '../../shared/health/sentences';
import type { Probe, Probes } from '../host/outside';
import type { BusState } from '../host/watched-bus';
import { remembered, type Asked } from './remembered';
import type { SettingsState } from './settings-state';
import { distinct, meansSame, viewOf } from './view';

export type ReadReadiness = () => Promise<Readiness>;

export interface Readiness {
  readonly view: ReadinessView;
  readonly findings: readonly Noticed[];
  /** What the store says; absent: it cannot be asked. */
  readonly work?: WorkState;
}

interface Deps {
  readonly clock: Pick<Clock, 'now'>;
  readonly busState: () => BusState;
  readonly readWork: ReadWork;
  readonly probes: Probes;
  readonly settings: SettingsState;
}

const DEADLINE_MS = 2_000;
/** Fewer sweeps than these may be missed. */
const SWEEPS_MISSED = 3;
const LEAST_LATE_MS = 3 * MINUTE;

/** Each part is asked at once, for two seconds at most; what was answered is remembered for some seconds. */
export function makeReadReadiness({ clock, busState, readWork, probes, settings }: Deps): ReadReadiness {
  const startedAt = clock.now();
  const patiently = (probe: Probe | undefined): (() => Promise<Asked<void> | undefined>) =>
    probe ? remembered(probe, clock, { deadlineMs: DEADLINE_MS, patient: true }) : () => Promise.resolve(undefined);
  const askWork = remembered(readWork, clock, { deadlineMs: DEADLINE_MS, patient: false });
  const ask = {
    bus: patiently(probes.bus),
    signing: patiently(probes.signing),
    previousSigning: patiently(probes.previousSigning),
    vault: patiently(probes.vault),
    signInKeys: patiently(probes.signInKeys),
    microsoftToken: patiently(probes.microsoftToken),
    graph: patiently(probes.graph),
  };

  return async () => {
    const [work, bus, signing, previousSigning, vault, signInKeys, microsoftToken, graph] = await Promise.all([
      askWork(),
      ...[ask.bus(), ask.signing(), ask.previousSigning(), ask.vault(), ask.signInKeys(), ask.microsoftToken(), ask.graph()],
    ]);
    const now = clock.now();
    const asked: readonly (readonly [Part, Asked<unknown> | undefined])[] = [
      ['database', work],
      ['bus', bus],
      ['vault', vault],
      ['signing-key', signing],
      ['previous-signing-key', previousSigning],
      ['staff-sign-in', signInKeys],
      ['microsoft', microsoftToken],
      ['microsoft', graph],
    ];
    const troubles = asked.flatMap(([part, one]) => (one && 'trouble' in one ? [{ part, trouble: one.trouble }] : []));
    const known = 'value' in work ? work.value : undefined;
    const asking = troubles.map(({ part, trouble }): Noticed => ({ ...say.findingOf(part, trouble), reason: reasonOf(trouble) }));
    const metNow = new Set(troubles.flatMap(({ part, trouble }) => (part === 'microsoft' ? [trouble.kind === 'denied'] : [])));
    const findings = [...asking, ...fromSettings(settings), ...(known ? fromWork(known, { now, startedAt, settings, metNow }) : [])];
    return {
      view: viewOf({
        findings,
        known,
        work,
        bus,
        busState: busState(),
        settings,
        probes,
        sweepKnown: known?.sweep !== undefined || sweepIsLate(undefined, now, startedAt),
      }),
      findings: distinct(findings, meansSame),
      ...(known && { work: known }),
    };
  };
}

const fromSettings = ({ microsoft, staff }: SettingsState): readonly Finding[] => [
  ...(microsoft.state === 'inert' ? [say.microsoftInert(microsoft.missing)] : []),
  ...(staff.state === 'inert' && microsoft.state !== 'off' ? [say.signInInert(staff.missing)] : []),
];

interface Around {
  readonly now: EpochMs;
  readonly startedAt: EpochMs;
  readonly settings: SettingsState;
  /** What asking Microsoft just now has met: a refusal (`true`), silence (`false`). The loop met the same earlier. */
  readonly metNow: ReadonlySet<boolean>;
}

function fromWork(
  { appBlocked, unreachable, oldestDueMs, failingLanes, sweep }: WorkState,
  { now, startedAt, settings: { microsoft }, metNow }: Around,
): readonly Finding[] {
  const lateMs = lateAfter(sweep);
  const enabled = microsoft.state === 'enabled';
  return [
    ...(appBlocked && enabled && !metNow.has(true) ? [say.appBlocked(appBlocked)] : []),
    ...(unreachable && enabled && !metNow.has(false) ? [say.unreachableSince(unreachable)] : []),
    ...(failingLanes > 0 ? [say.lanesFailing(failingLanes)] : []),
    ...(oldestDueMs !== undefined && oldestDueMs >= lateMs ? [say.queueNotRead(oldestDueMs)] : []),
    ...(sweepIsLate(sweep, now, startedAt) ? [say.sweepLate(sweep?.at)] : []),
  ];
}

const lateAfter = (sweep: WorkState['sweep']): number => Math.max(LEAST_LATE_MS, SWEEPS_MISSED * (sweep?.everyMs ?? 0));

/** A process that has just started has not had the time for a sweep. */
const sweepIsLate = (sweep: WorkState['sweep'], now: EpochMs, startedAt: EpochMs): boolean =>
  now - Math.max(sweep?.at ?? 0, startedAt) >= lateAfter(sweep);

const reasonOf = (trouble: Trouble): string => ('reason' in trouble ? trouble.reason : 'what' in trouble ? trouble.what : trouble.kind);
