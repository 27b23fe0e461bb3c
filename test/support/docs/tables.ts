import { z } from 'zod';
import { MODULES } from '../../../functions/compose';
import type { Module } from '../../../functions/host/capability';
import type { SettingsPart } from '../../../shared/config/part';
import { PlatformSettings } from '../../../shared/config/settings';
import { gateView, laneView } from '../../../functions/sync/lane-view';
import { everyRefusal } from '../../../shared/adapters/entra/token-failure';
import { HOUR, MINUTE } from '../../../shared/kernel/clock';
import { mailboxLane } from '../../../shared/microsoft/model';
import { reasons } from '../../../shared/sync/item/reasons';
import { newGate, type Gate } from '../../../shared/sync/lane/gate';
import { newLane, type Lane } from '../../../shared/sync/lane/lane';
import { everyFinding } from '../../../shared/health/sentences';

type Rows = readonly (readonly string[])[];

const modules: readonly Module[] = MODULES;
const code = (text: string): string => `\`${text}\``;
const list = (texts: readonly string[]): string => texts.map(code).join(', ');

/** What `required`, `optional` and `defaulted` note of each setting. */
function settings(shape: SettingsPart['shape'], among: (name: string) => boolean = () => true): Rows {
  const told = (name: string, what: string): string => {
    const schema = shape[name];
    const note = schema && z.globalRegistry.get(schema)?.[what];
    if (typeof note !== 'string') throw new Error(`${name} does not say its ${what}`);
    return note;
  };
  const names = Object.keys(shape).filter(among);
  return names.map((name) => [code(name), told(name, 'needed'), told(name, 'allowed'), told(name, 'about')]);
}

const SETTING = ['Setting', 'Needed', 'Allowed', 'What it does'];
const isMicrosoft = (name: string): boolean => /^(MICROSOFT_|KEY_VAULT_URL$|API_AUDIENCE$)/.test(name);
const isStorage = (name: string): boolean => /^(COSMOS_|SERVICE_BUS_)/.test(name);

const needs = (what: 'containers' | 'queues'): Rows =>
  modules
    .flatMap(({ name, needs: needed }) => (needed[what] ?? []).map((one) => [code(one.name), one.why, name]))
    .sort(([one = ''], [other = '']) => one.localeCompare(other));

/** App roles with the permissions that they give. */
function roles(): Rows {
  const permissions = modules.flatMap((module) => Object.entries(module.permissions));
  const names = [...new Set(permissions.flatMap(([, permission]) => permission.roles))];
  const given = (role: string, kind: 'person' | 'application'): string =>
    list(permissions.filter(([, one]) => one.roles.includes(role) && one.for.includes(kind)).map(([name]) => name));
  return names.map((role) => [code(role), given(role, 'person'), given(role, 'application')]);
}

/** One lane, and one gate, for each sentence that says what it waits for. */
function waits(): Rows {
  const now = Date.UTC(2026, 2, 2, 8);
  const at = now + 5 * MINUTE;
  const lane = newLane(mailboxLane('oak@city.example'));
  const block = { reason: reasons.refusedForGood('…'), since: now, probeAt: at };
  const blocked = { ...block, reason: { ...block.reason, sentence: 'The sentence of its reason.' } };
  const silent = { since: now - HOUR };
  const lanes: readonly Lane[] = [
    lane,
    { ...lane, heldUntil: at },
    { ...lane, wakeAt: at },
    { ...lane, notBefore: at },
    { ...lane, notBefore: at, pacedUntil: at },
    { ...lane, notBefore: at, failing: { since: now, attempts: 1 } },
    { ...lane, notBefore: at, failing: { ...silent, attempts: 9 } },
    { ...lane, interrupted: { since: now, times: 2, where: 'cosmos.query', failure: 'unavailable', nextTryAt: at } },
    { ...lane, blocked },
    { ...lane, paused: { reason: 'the words of the operator', since: now } },
  ];
  const gate = newGate('gate');
  const gates: readonly Gate[] = [
    gate,
    { ...gate, notBefore: at },
    { ...gate, blocked },
    { ...gate, unreachable: { ...silent, what: 'Microsoft Graph (MICROSOFT_GRAPH_URL)' } },
  ];
  const row = (of: string, { state, waitsFor }: { readonly state: string; readonly waitsFor: string }) => [of, code(state), waitsFor];
  return [...lanes.map((one) => row('a lane', laneView(one, now))), ...gates.map((one) => row('a gate', gateView(one, now)))];
}

/** Every table of docs/ that the modules and the platform's settings say: page, name, head and rows. */
export const TABLES: readonly {
  readonly page: string;
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: () => Rows;
}[] = [
  { page: 'docs/settings.md', name: 'microsoft', head: SETTING, rows: () => settings(PlatformSettings.shape, isMicrosoft) },
  { page: 'docs/settings.md', name: 'storage', head: SETTING, rows: () => settings(PlatformSettings.shape, isStorage) },
  {
    page: 'docs/settings.md',
    name: 'app',
    head: SETTING,
    rows: () => settings(PlatformSettings.shape, (name) => !isMicrosoft(name) && !isStorage(name)),
  },
  {
    page: 'docs/settings.md',
    name: 'capabilities',
    head: ['Setting', 'Of', ...SETTING.slice(1)],
    rows: () =>
      modules.flatMap(({ name, settings: { shape } }) => settings(shape).map(([setting = '', ...row]) => [setting, name, ...row])),
  },
  {
    page: 'docs/api.md',
    name: 'permissions',
    head: ['Permission', 'App roles, one is enough', 'For', 'It allows'],
    rows: () =>
      modules.flatMap(({ permissions }) =>
        Object.entries(permissions).map(([name, { roles: given, for: kinds, about }]) => [
          code(name),
          list(given),
          kinds.join(', '),
          about,
        ]),
      ),
  },
  {
    page: 'docs/azure-administrator.md',
    name: 'graph',
    head: ['Permission (application)', 'For', 'Over', 'Without it'],
    rows: () =>
      modules.flatMap(({ needs: { graph = [] } }) =>
        graph.map(({ permission, why, over, without }) => [code(permission), why, over, without]),
      ),
  },
  {
    page: 'docs/azure-administrator.md',
    name: 'roles',
    head: ['App role', 'What it gives people', 'What it gives applications'],
    rows: roles,
  },
  {
    page: 'docs/operator.md',
    name: 'ready',
    head: ['Code', 'The sentence', 'Who acts'],
    rows: () =>
      everyFinding().map((one) => [one.code.startsWith('AADSTS') ? 'the number that Entra names' : code(one.code), one.sentence, one.who]),
  },
  {
    page: 'docs/operator.md',
    name: 'refusals',
    head: ['Code', 'What is wrong', 'What to do'],
    rows: () => everyRefusal().map((one) => [code(one.code), one.wrong, one.cure]),
  },
  { page: 'docs/operator.md', name: 'waits', head: ['Of', '`state`', '`waitsFor`'], rows: waits },
  { page: 'docs/azure-administrator.md', name: 'containers', head: ['Container', 'What it holds', 'Of'], rows: () => needs('containers') },
  { page: 'docs/azure-administrator.md', name: 'queues', head: ['Queue', 'What it carries', 'Of'], rows: () => needs('queues') },
];

/** As prettier writes a table. */
function markdown(head: readonly string[], rows: Rows): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, at) => Math.max(3, ...cells.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  const padded = cells.map((row) => line(row.map((cell, at) => cell.padEnd(widths[at] ?? 0))));
  return [padded[0], line(widths.map((width) => '-'.repeat(width))), ...padded.slice(1)].join('\n');
}

/** The page with its tables as they must be. A table stands between `<!-- table: name -->` and `<!-- end -->`. */
export function withTables(page: string, text: string): string {
  return TABLES.filter((table) => table.page === page).reduce((written, { name, head, rows }) => {
    const [start, end] = [`<!-- table: ${name} -->\n`, '\n<!-- end -->'];
    const from = written.indexOf(start);
    const to = written.indexOf(end, from);
    if (from < 0 || to < 0) throw new Error(`${page} has no place for the table ${name}`);
    return `${written.slice(0, from + start.length)}\n${markdown(head, rows())}\n${written.slice(to)}`;
  }, text);
}
