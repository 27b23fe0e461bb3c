import { assemble } from '../../functions/host/assemble';
import { capability, type Module } from '../../functions/host/capability';
import { ok, problem } from '../../functions/host/answer';
import { operation } from '../../functions/host/operation';
import { identify } from '../../functions/host/caller';
import type { Clients } from '../../functions/host/clients';
import type { Outside } from '../../functions/host/outside';
import { get, post } from '../../functions/host/route';
import { optional } from '../../shared/config/part';
import { shownText } from '../../shared/config/rules';
import { MAILBOX } from '../../shared/microsoft/model';
import { sessionEventKind } from '../../shared/reservations/sessions/kind';
import type { Kind } from '../../shared/sync/kind';
import { configured } from '../support/configured';

// Nothing here reaches the outside.
const nowhere = { bus: { send: () => Promise.resolve(), schedule: () => Promise.resolve() } } as unknown as Outside;
const put = (...modules: readonly Module[]) => assemble(modules, { ...configured(), settings: { COLOUR: 'red', TASTE: 'sweet' } }, nowhere);
const nothing = () => ({ use: undefined });
const answering = operation({ summary: 'x', tag: 'Test', access: {}, answers: { 200: { description: 'x' } } }, () => ok({}));
const gate = { checkSignIn: () => Promise.resolve({ kind: 'unavailable' } as const), permissions: {} };
const handler = () => ({ status: 200 });
const kind = (over: Partial<Kind>): Kind => ({ ...sessionEventKind, permissions: [], ...over });

describe('a list of modules', () => {
  it('is wired in its order: a module is given what the ones that it names are for', () => {
    const ground = capability('ground', { wire: () => ({ use: { depth: 3 } }) });
    const house = capability('house', { uses: { ground }, wire: (_outside, _settings, uses) => ({ use: uses.ground.depth + 1 }) });

    expect(assemble([ground, house], configured(), nowhere).use).toEqual({ ground: { depth: 3 }, house: 4 });
    expect(() => put(house, ground)).toThrow('the module house uses ground, which does not stand before it in the list');
  });

  it('may hold another module under the name of one that is used', () => {
    const ground = capability('ground', { wire: () => ({ use: { depth: 3 } }) });
    const house = capability('house', { uses: { ground }, wire: (_outside, _settings, uses) => ({ use: uses.ground.depth }) });
    const other = capability('ground', { wire: () => ({ use: { depth: 7 } }) });

    expect(assemble([other, house], configured(), nowhere).use.house).toBe(7);
  });

  it.each<[string, readonly (readonly [string, string])[], string]>([
    ['a route that the host keeps', [['list', 'administration/all']], "list: the host keeps the route 'administration/all' for itself"],
    ['one of the runtime', [['list', 'RuntimeInfo']], "list: the host keeps the route 'RuntimeInfo' for itself"],
    ['the homepage', [['home', '']], "home: the host keeps the route '' for itself"],
    ['a function behind the last', [['zz-more', 'api/more']], 'zz-more must sort before zz-last'],
    [
      'a wide route before a narrower one',
      [
        ['all', 'api/{thing}'],
        ['one', 'api/spaces'],
      ],
      'one must sort before all',
    ],
    ['a wide route before the description', [['every', 'api/{thing}']], 'open-api must sort before every'],
    [
      'routes that neither order serves',
      [
        ['a', 'x/{y}/z'],
        ['b', 'x/y/{z}'],
      ],
      'b must sort before a',
    ],
    ['a route of another form', [['a', 'x/{id:int}']], 'unknown form'],
  ])('is refused with %s, by name', (_what, routes, said) => {
    const wrong = capability('wrong', { wire: nothing, routes: () => routes.map(([name, route]) => get(name, route, answering)) });

    expect(() => put(wrong)).toThrow(said);
  });

  it('is refused where two routes differ in the case of letters only', () => {
    const one = capability('one', { wire: nothing, routes: () => [get('a', 'api/spaces/{id}', answering)] });
    const other = capability('other', { wire: nothing, routes: () => [get('b', 'API/Spaces/{key}', answering)] });

    expect(() => put(one, other)).toThrow('two modules bring the route GET api/spaces/{}: one and other');
  });

  it('gives a module its own settings, and no others', () => {
    const seen: unknown[] = [];
    const paint = capability('paint', {
      settings: { shape: { COLOUR: optional(shownText, 'Of the walls.') } },
      wire: (_outside, settings) => {
        seen.push(settings);
        return { use: undefined };
      },
    });

    put(paint);

    expect(seen).toEqual([{ COLOUR: 'red' }]);
  });

  it('gives a later module the kinds and sweeps of the earlier ones, and lets none come after that', () => {
    const sweep = () => Promise.resolve();
    const early = capability('early', { wire: () => ({ use: undefined, kinds: [kind({ name: 'event' })], sweeps: [sweep] }) });
    const loop = capability('loop', {
      wire: (_outside, _settings, _uses, { kinds, sweeps }) => ({ use: { kinds: kinds(), sweeps: sweeps() } }),
    });
    const late = capability('late', { wire: () => ({ use: undefined, kinds: [kind({ name: 'late' })] }) });

    expect(assemble([early, loop], configured(), nowhere).use.loop).toMatchObject({ kinds: [{ name: 'event' }], sweeps: [sweep] });
    expect(() => put(early, loop, late)).toThrow('the module late brings kinds, which loop before it in the list has taken');
  });

  it('gives a later module each service by whichever earlier one has the right', () => {
    const port = { send: () => Promise.resolve([]) };
    const by = (right: string, name: string) =>
      capability(name, { wire: () => ({ use: undefined, services: { graph: (as: string) => (as === right ? port : undefined) } }) });
    const loop = capability('loop', { wire: (_outside, _settings, _uses, { services }) => ({ use: services() }) });

    const { graph } = assemble([by('one', 'first'), by('two', 'second'), loop], configured(), nowhere).use.loop;

    expect(['one', 'two', 'three'].map((as) => graph?.(as))).toEqual([port, port, undefined]);
  });

  it('says what the host registers, in the order of the list', () => {
    const app = put(
      capability('one', { wire: nothing, routes: () => [get('list', 'things', answering)] }),
      capability('two', {
        wire: nothing,
        routes: () => [post('make', 'things', answering)],
        raw: () => [{ name: 'page', methods: ['GET'], route: 'page', handler }],
        queues: () => [{ name: 'work', queue: 'works', connection: 'BUS', handler: () => undefined }],
        timers: () => [{ name: 'tick', schedule: '0 * * * * *', handler: () => undefined }],
        problems: { late: { status: 409, title: 'It is too late' } },
      }),
    );

    expect(app.routes.map(({ name }) => name)).toEqual(['list', 'make']);
    expect([app.raw, app.queues, app.timers]).toMatchObject([[{ name: 'page' }], [{ name: 'work' }], [{ name: 'tick' }]]);
    expect(app.tables.problems).toMatchObject({ late: { status: 409, title: 'It is too late' }, defect: { status: 500 } });
  });
});

describe('a kind of a module', () => {
  const needs = { graph: [{ permission: 'Mail.Send', why: 'x', over: 'x', without: 'x' }] };
  const needy = (...permissions: readonly string[]) =>
    capability('needy', { needs, wire: () => ({ use: undefined, kinds: [kind({ name: 'letter', permissions })] }) });

  it('needs no permission that its module does not name', () => {
    expect(() => put(needy('Mail.Send', 'Mail.ReadWrite'))).toThrow(
      'the kind letter needs Mail.ReadWrite, which its module needy does not name',
    );
    expect(() => put(needy('Mail.Send with a role'))).toThrow('the kind letter needs Mail.Send with a role');
    expect(put(needy('Mail.Send')).kinds).toHaveLength(1);
  });
});

const lend = {
  word: 'Lend',
  security: 'borrower',
  about: 'A loan.',
  actor: { kind: 'citizen' },
  called: 'a loan',
  elsewhere: 'x',
  wrong: 'loans',
} as const;
const counting = (...purposes: readonly string[]): Clients => ({
  trustedProxyHops: 1,
  purposes,
  count: () => Promise.resolve({ kind: 'go' }),
});

describe('a link of a module', () => {
  const lends = capability('lends', { linkSchemes: { lend }, wire: nothing });

  it('lets its bearer into the operations that name it, as the actor that it says', async () => {
    const headers = { authorization: 'lend abc' };
    const known = await identify(headers.authorization, { bearer: 'lend' }, { ...gate, linkSchemes: { lend } });

    expect(known).toEqual({ kind: 'bearer', link: 'lend', token: 'abc', actor: { kind: 'citizen' } });
    expect(await identify(headers.authorization, {}, { ...gate, linkSchemes: { lend } })).toMatchObject({
      problem: { code: 'not-signed-in', detail: 'x It needs no Authorization header.' },
    });
  });

  it('has its wrong ones counted by some limiter', () => {
    expect(() => put(lends)).toThrow('link lend: no module counts clients for loans');
    expect(put(lends, capability('limits', { wire: () => ({ use: undefined, clients: counting('loans') }) })).clients.purposes).toEqual([
      'loans',
    ]);
  });

  it('does not take the word or the name that stands for a token', () => {
    expect(() => put(capability('own', { linkSchemes: { own: { ...lend, word: 'bearer' } }, wire: nothing }))).toThrow(
      'two modules bring the word of the Authorization header bearer: host and own',
    );
    expect(() => put(capability('own', { linkSchemes: { own: { ...lend, security: 'staff' } }, wire: nothing }))).toThrow(
      'two modules bring the security scheme staff: host and own',
    );
  });
});

describe('an operation of a module', () => {
  it('names problems and permissions that some module brings', () => {
    const access = { permission: 'x.read' };
    const asking = operation({ summary: 'x', tag: 'Test', access, answers: {}, problems: ['late'] }, () => problem('late'));
    const asks = capability('asks', { wire: nothing, routes: () => [get('ask', 'a', asking)] });
    const problems = { late: { status: 409, title: 'It is too late' } };
    const permissions = { 'x.read': { roles: ['Instep.Admin'], for: ['person'], about: 'x' } } as const;

    expect(() => put(asks)).toThrow('ask: no module defines the problem late\nask: no module defines the permission x.read');
    expect(() => put(asks, capability('late', { problems, permissions, wire: nothing }))).not.toThrow();
  });
});

describe('two modules of a list', () => {
  const linkClashes = [
    ['link lend', { name: 'lend', scheme: { ...lend, word: 'Other', security: 'other' } }],
    ['word of the Authorization header lend', { name: 'other', scheme: { ...lend, word: 'LEND', security: 'other' } }],
    ['security scheme borrower', { name: 'other', scheme: { ...lend, word: 'Other' } }],
  ] as const;
  const page = { name: 'page', methods: ['GET'], route: 'page/{id}', handler } as const;
  const permission = { roles: ['Instep.Admin'], for: ['person'], about: 'x' } as const;
  const clashes: readonly (readonly [what: string, left: Module, right: Module])[] = [
    [
      'setting COLOUR',
      capability('left', { settings: { shape: { COLOUR: optional(shownText, 'x') } }, wire: nothing }),
      capability('right', { settings: { shape: { COLOUR: optional(shownText, 'x') } }, wire: nothing }),
    ],
    [
      'problem late',
      capability('left', { problems: { late: { status: 409, title: 'x' } }, wire: nothing }),
      capability('right', { problems: { late: { status: 422, title: 'y' } }, wire: nothing }),
    ],
    [
      'permission x.read',
      capability('left', { permissions: { 'x.read': permission }, wire: nothing }),
      capability('right', { permissions: { 'x.read': permission }, wire: nothing }),
    ],
    [
      'function list',
      capability('left', { wire: nothing, routes: () => [get('list', 'a', answering)] }),
      capability('right', { wire: nothing, raw: () => [{ ...page, name: 'List' }] }),
    ],
    [
      'route GET page/{}',
      capability('left', { wire: nothing, raw: () => [page] }),
      capability('right', { wire: nothing, routes: () => [get('read', 'page/{name}', answering)] }),
    ],
    [
      'queue works',
      capability('left', { wire: nothing, queues: () => [{ name: 'a', queue: 'works', connection: 'BUS', handler: () => undefined }] }),
      capability('right', { wire: nothing, queues: () => [{ name: 'b', queue: 'works', connection: 'BUS', handler: () => undefined }] }),
    ],
    [
      'function tick',
      capability('left', { wire: nothing, timers: () => [{ name: 'tick', schedule: '0 * * * * *', handler: () => undefined }] }),
      capability('right', { wire: nothing, timers: () => [{ name: 'tick', schedule: '1 * * * * *', handler: () => undefined }] }),
    ],
    [
      'kind event',
      capability('left', { wire: () => ({ use: undefined, kinds: [kind({ name: 'event' })] }) }),
      capability('right', { wire: () => ({ use: undefined, kinds: [kind({ name: 'event' })] }) }),
    ],
    [
      'scope mailbox',
      capability('left', { wire: () => ({ use: undefined, kinds: [kind({ name: 'a', scope: MAILBOX })] }) }),
      capability('right', { wire: () => ({ use: undefined, kinds: [kind({ name: 'b', scope: { ...MAILBOX, denied: 'item' } })] }) }),
    ],
  ];

  it.each(linkClashes)('must not bring links with the same %s', (what, over) => {
    const left = capability('left', { linkSchemes: { lend }, wire: nothing });
    const right = capability('right', { linkSchemes: { [over.name]: over.scheme }, wire: nothing });

    expect(() => put(left, right)).toThrow(`two modules bring the ${what}: left and right`);
  });

  it('must not both bring a limiter', () => {
    const limiter = (name: string) => capability(name, { wire: () => ({ use: undefined, clients: counting('writes') }) });

    expect(() => put(limiter('left'), limiter('right'))).toThrow('two modules bring the limiter of clients: left and right');
  });

  it.each(clashes)('must not bring the same %s', (what, left, right) => {
    expect(() => put(left, right)).toThrow(`two modules bring the ${what}: left and right`);
  });

  it('must not bring a problem of the host', () => {
    const own = capability('own', { problems: { defect: { status: 400, title: 'x' } }, wire: nothing });

    expect(() => put(own)).toThrow('two modules bring the problem defect: host and own');
  });

  it('must not have the same name', () => {
    expect(() => put(capability('same', { wire: nothing }), capability('same', { wire: nothing }))).toThrow(
      'two modules bring the name same: same and same',
    );
  });
});
