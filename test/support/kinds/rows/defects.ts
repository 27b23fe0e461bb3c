import { MINUTE, SECOND } from '../../../../shared/kernel/clock';
import type { SyncItem } from '../../../../shared/sync/item/item';
import type { Operation } from '../../../../shared/sync/item/plan';
import type { Kind } from '../../../../shared/sync/kind';
import type { KindFixture } from '../fixture';
import type { Rows } from '../row';
import { Stage } from '../stage';

/** The kind with a defect that one item meets in one place. */
type Poisoned = (kind: Kind, strike: (...items: readonly SyncItem[]) => void) => Kind;

const inPlan: Poisoned = (kind, strike) => ({
  ...kind,
  plan: (item, digest) => {
    strike(item);
    return kind.plan(item, digest);
  },
});

const inRequest: Poisoned = (kind, strike) => {
  const { together } = kind;
  return {
    ...kind,
    request: (item, operation) => {
      strike(item);
      return kind.request(item, operation);
    },
    ...(together && {
      together: {
        ...together,
        request: (items, verb) => {
          strike(...items);
          return together.request(items, verb);
        },
      },
    }),
  };
};

const inLook: Poisoned = (kind, strike) => {
  const { together } = kind;
  return {
    ...kind,
    look: (item, how) => {
      strike(item);
      return kind.look(item, how);
    },
    ...(together && {
      together: {
        ...together,
        look: (items) => {
          strike(...items);
          return together.look(items);
        },
      },
    }),
  };
};

/** `verb`: only in the answer to such a write. */
const inRead =
  (verb?: Operation['verb']): Poisoned =>
  (kind, strike) => {
    const { together } = kind;
    return {
      ...kind,
      read: (answer, asked) => {
        if (verb === undefined || (asked.kind === 'write' && asked.change.operation.verb === verb)) strike(asked.item);
        return kind.read(answer, asked);
      },
      ...(together && {
        together: {
          ...together,
          read: (answer, items, asked) => {
            strike(...items);
            return together.read(answer, items, asked);
          },
        },
      }),
    };
  };

const inDueAgain: Poisoned = (kind, strike) => ({
  ...kind,
  dueAgain: (item, now) => {
    strike(item);
    return kind.dueAgain?.(item, now);
  },
});

const inSpan: Poisoned = (kind, strike) => {
  const { verify } = kind;
  return {
    ...kind,
    ...(verify && {
      verify: {
        ...verify,
        span: (item) => {
          strike(item);
          return verify.span(item);
        },
      },
    }),
  };
};

const inReduce: Poisoned = (kind, strike) => {
  const { outbox } = kind;
  return {
    ...kind,
    ...(outbox && {
      outbox: {
        ...outbox,
        reduce: (item) => {
          strike(item);
          return outbox.reduce(item);
        },
      },
    }),
  };
};

interface Course {
  /** The wishes as this test makes them. */
  readonly wish?: (item: SyncItem) => SyncItem;
  /** The things stand already when the defect comes up, and are looked at. */
  readonly stand?: boolean;
}

/** Two siblings go on, the poisoned one is set aside; mended, it is taken up and stands once. */
async function setsAside(fixture: KindFixture, poison: Poisoned, { wish = (item) => item, stand = false }: Course = {}): Promise<void> {
  const { id } = fixture.wish(1);
  let mended = stand;
  const strike = (...items: readonly SyncItem[]): void => {
    if (!mended && items.some((item) => item.id === id)) throw new Error('a defect');
  };
  const stage = new Stage(fixture, (kind) => poison(kind, strike));
  stage.world.tenant.options.sentLagMs = 15 * MINUTE;
  await stage.world.commit(...THREE.map((nth) => wish(fixture.wish(nth))));
  await stage.run(30 * SECOND);
  if (stand) {
    mended = false;
    await stage.world.commit(...THREE.map((nth): SyncItem => ({ ...stage.item(nth), look: 'id', due: stage.world.now })));
    await stage.run(30 * SECOND);
  }
  const siblings = [stage.result(0), stage.result(2)];
  const aside = stage.item(1);
  const lines = stage.world.log.filter(({ event }) => event === 'sync.item.defect').map(({ fields }) => fields['item']);
  const lane = stage.lane;
  mended = true;
  await stage.retry(1);
  await stage.run();

  const done = (nth: number) => ({ state: 'in-step', stands: stage.made(nth) });
  expect(siblings).toEqual([done(0), done(2)]);
  expect(aside).toMatchObject({ state: 'parked', reason: { code: 'defect', who: 'operator' } });
  expect(lines).toEqual([id]);
  expect(lane).not.toHaveProperty('heldUntil');
  expect(stage.result(1)).toEqual(done(1));
}

const THREE = [0, 1, 2];
const looked = (item: SyncItem): SyncItem => ({ ...item, look: item.look ?? 'all' });

export const defects = {
  'defect-in-plan': { says: 'sets an item aside whose plan meets a defect', run: (fixture) => setsAside(fixture, inPlan) },
  'defect-in-request': { says: 'sets an item aside whose request meets a defect', run: (fixture) => setsAside(fixture, inRequest) },
  'defect-in-look': {
    says: 'sets an item aside whose look meets a defect',
    run: (fixture) => setsAside(fixture, inLook, { wish: looked }),
  },
  'defect-in-read': {
    says: 'sets an item aside whose answer meets a defect',
    run: async (fixture) => {
      await setsAside(fixture, inRead());
      await setsAside(fixture, inRead(), { wish: looked });
      if (fixture.kind.outbox) await setsAside(fixture, inRead('send'));
    },
  },
  'defect-in-settling': {
    says: 'sets an item aside whose settlement meets a defect',
    run: async (fixture) => {
      await setsAside(fixture, inDueAgain);
      await setsAside(fixture, inDueAgain, { stand: true });
      if (fixture.kind.verify) await setsAside(fixture, inSpan);
      if (fixture.kind.outbox) await setsAside(fixture, inReduce);
    },
  },
} satisfies Rows;
