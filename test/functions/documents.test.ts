import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAST } from '../../functions/host/last-route';
import { MAIL_TEMPLATES, TO_DECIDE } from '../../shared/mail/model';
import { LINK_PURPOSES } from '../../shared/links/model';
import { SYNC_STATES } from '../../shared/sync/item/item';
import { reasons, type Reason } from '../../shared/sync/item/reasons';
import { withFunctions } from '../support/docs/functions';
import { Api } from './support/api';

const root = join(__dirname, '../..');
const page = (name: string): string => readFileSync(join(root, name), 'utf8');
const unnamed = (text: string, names: readonly string[]): readonly string[] => names.filter((name) => !text.includes(`\`${name}\``));
const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const OR_LATER = 'shared/kernel/or-later.ts';
const sources = ['shared', 'functions'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [join(folder, file), page(join(folder, file))] as const),
);
/** Of warnings and errors; `orLater` warns under the name that it is given. */
const NAMED = /\blog\??\.(?:warn|error)\(\s*'([^']+)'|\borLater\(\s*[\w.]*log,\s*'([^']+)'/g;
const NAMELESS = /\blog\??\.(?:warn|error)\((?!\s*')|\borLater\((?!\s*[\w.]*log,\s*')/;
const events = [...new Set(sources.flatMap(([, text]) => [...text.matchAll(NAMED)].map(([, logged, later]) => logged ?? later ?? '')))];

describe('the pages for people', () => {
  it('name every request and every problem in docs/api.md', () => {
    const api = page('docs/api.md');
    const requests = new Api().https
      .filter(({ name }) => name !== LAST)
      .map(({ methods: [method = ''], route }) => `${method} /${route.replace('api/v1/', '')}`);

    expect(unnamed(api, [...requests, ...Object.keys(new Api().app.tables.problems), ...LINK_PURPOSES])).toEqual([]);
  });

  it('explain every state and every reason in docs/operator.md', () => {
    const own = Object.keys(reasons).flatMap((name) => (name === 'targetMissing' ? [] : [dashed(name)]));
    const { kinds } = new Api().app;
    const codes = [...own, ...kinds.map(({ scope }) => scope.missing.code), 'clash', 'sender-is-a-space'];

    expect(unnamed(page('docs/operator.md'), [...SYNC_STATES, ...codes])).toEqual([]);
  });

  it('say in docs/operator.md who must act, as the sentence of each reason does', () => {
    const rows = new Map(
      [...page('docs/operator.md').matchAll(/^\| `([a-z-]+)` +\|[^|]+\| ([^|]+?) +\|/gm)].map(([, code = '', who = '']) => [code, who]),
    );
    const denied = { kind: 'denied', reason: 'x' } as const;
    const needed = { permissions: ['p'], words: {}, target: 't' };
    const all: readonly Reason[] = [
      ...[reasons.throttled(0), reasons.unavailable(0), reasons.unreachable({ since: 0 }), reasons.outcomeUnknown(0), reasons.notFound(0)],
      ...[reasons.changedMeanwhile(0), reasons.permissionMissing(needed, 0), reasons.notThereYet('t', 0)],
      reasons.targetMissing({ code: 'mailbox-missing', target: 't', words: { target: 'mailbox', remedy: 'r' } }, 0),
      ...[reasons.withoutEffect(needed, 0), reasons.refusedForGood('c'), reasons.kindUnknown('k', 0), reasons.defect()],
      ...[reasons.kindDefect('k', 0), reasons.paced(0), reasons.sendUnresolved(0), reasons.listUnfinished(0)],
      ...[reasons.unreadable('m'), reasons.storeFailed({ times: 6, where: 'w', failure: 'unanswered' }, 0)],
      ...[reasons.credentialRefused(denied, 0), reasons.credentialRefused({ ...denied, who: 'azure-admin' }, 0)],
    ];

    expect(new Set(all.map(({ code }) => code)).size).toBe(Object.keys(reasons).length);
    expect(all.filter(({ code, who }) => !rows.get(code)?.includes(who)).map(({ code, who }) => `${code}: ${who}`)).toEqual([]);
  });

  it('explain every kind and every warning and error of the log in docs/operator.md', () => {
    const rows = page('docs/operator.md').matchAll(/^\| (`[^|]*`) +\|/gm);
    const explained = [...rows].flatMap(([, names = '']) => [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
    const { kinds } = new Api().app;

    expect(events.length).toBeGreaterThan(20);
    expect([...kinds.map(({ name }) => name), ...events].filter((name) => !explained.includes(name))).toEqual([]);
  });

  it('know every event of the log: its name stands where it is logged', () => {
    const unnamedEvents = sources.filter(([file]) => file !== OR_LATER).flatMap(([file, text]) => (NAMELESS.test(text) ? [file] : []));

    expect(unnamedEvents).toEqual([]);
  });

  it('list every mail in docs/mail.md', () => {
    expect(unnamed(page('docs/mail.md'), [...MAIL_TEMPLATES, TO_DECIDE])).toEqual([]);
  });

  it('say as many functions as there are where README.md shows a start (npm run docs)', () => {
    const { https, queues, timers } = new Api();

    const readme = page('README.md');

    expect(readme).toContain('ready, ');
    expect(readme).toBe(withFunctions(readme, https.length + queues.length + timers.length));
  });

  it('name folders and files that are there, in the map of README.md', () => {
    const named = [...page('README.md').matchAll(/`((?:functions|shared|infra|test)\/[\w./-]+)`/g)].map(([, path = '']) => path);

    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
