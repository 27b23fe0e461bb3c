import { HOUR, MINUTE, SECOND } from '../../../shared/kernel/clock';
import type { KindFixture } from '../../support/kinds/fixture';
import { contentFixtures } from '../../support/kinds/fixtures/content';
import { membershipFixtures } from '../../support/kinds/fixtures/membership';
import { recordFixtures } from '../../support/kinds/fixtures/record';
import { Stage } from '../../support/kinds/stage';

const only = ([fixture]: readonly KindFixture[]): KindFixture => {
  if (!fixture) throw new Error('there is a fixture');
  return fixture;
};
const methods = (stage: Stage): readonly string[] => stage.writes().map(({ method }) => method);

describe('a membership', () => {
  const fixture = only(membershipFixtures);
  const joinedByPerson = (...nths: readonly number[]): Stage => {
    const stage = new Stage(fixture);
    const { groups, directory } = stage.world.tenant;
    const group = groups.find(fixture.wish(0).target);
    const people = nths.flatMap((nth) => directory.find(fixture.wish(nth).key.split('~')[1] ?? '') ?? []);
    if (group) groups.join(group, people);
    return stage;
  };

  it('that a person made already is a success, and is ours to end from then on', async () => {
    const stage = joinedByPerson(0);

    await stage.wish();
    await stage.run(MINUTE);
    const first = { ...stage.result(), methods: methods(stage) };
    await stage.change(null);
    await stage.run(MINUTE);

    expect(first).toEqual({ state: 'in-step', stands: [true], methods: ['POST'] });
    expect(stage.result()).toEqual({ state: 'in-step', stands: [] });
  });

  it('among twenty that a person made already sends them one by one, and all are in step', async () => {
    const stage = joinedByPerson(3);

    await stage.wish(20);
    await stage.run(2 * MINUTE);

    expect(methods(stage)).toEqual(['PATCH', ...Array<string>(20).fill('POST')]);
    expect(Array.from({ length: 20 }, (_none, nth) => stage.result(nth).state)).toEqual(Array(20).fill('in-step'));
  });

  it('is found in a group of more members than one page holds', async () => {
    const stage = new Stage(fixture);
    const { tenant } = stage.world;
    const crowd = Array.from({ length: 1_100 }, (_none, nth) =>
      tenant.addUser({ address: `crowd-${String(nth)}@city.example`, displayName: 'Crowd', kind: 'user' }),
    );
    const group = tenant.groups.find(fixture.wish(0).target);
    if (group) tenant.groups.join(group, crowd);
    stage.fail('add-member', { kind: 'never' }, { when: 'after', times: 1 });

    await stage.wish();
    await stage.run(3 * MINUTE);

    expect(stage.result()).toEqual({ state: 'in-step', stands: [true] });
    expect(methods(stage)).toEqual(['POST']);
  });

  it('is ended at the reference, never at the person', async () => {
    const stage = new Stage(fixture);
    await stage.wish();
    await stage.run(MINUTE);
    await stage.change(null);
    await stage.run(MINUTE);

    const removals = stage.writes().filter(({ method }) => method === 'DELETE');
    expect(removals.map(({ path }) => path)).toEqual([expect.stringMatching(/^\/groups\/[^/]+\/members\/[^/]+\/\$ref$/)]);
    expect(() => fixture.kind.request(stage.item(), { verb: 'update', externalId: 'x' })).toThrow(/knows no update/);
  });
});

describe('content', () => {
  const fixture = only(contentFixtures);

  it('that somebody else replaced is put back when it is looked at', async () => {
    const stage = new Stage(fixture);
    await stage.wish();
    await stage.run(MINUTE);
    await stage.look('id');
    await stage.run(MINUTE);
    const { target } = fixture.wish(0);
    const other = fixture.kind.request(
      { ...stage.item(), desired: { revision: 9, value: fixture.other?.(0) ?? null } },
      { verb: 'update', externalId: target },
    );
    await stage.world.api.graph.send([other], { deadlineMs: 30 * SECOND });
    const replaced = stage.stands();

    await stage.look('id');
    await stage.run(MINUTE);

    expect(replaced).toEqual(stage.shows(fixture.other?.(0) ?? null));
    expect(stage.result()).toEqual({ state: 'in-step', stands: stage.made() });
  });

  it('is not put again because the metadata shows what it replaced', async () => {
    const stage = new Stage(fixture);
    await stage.wish();
    await stage.run(MINUTE);
    await stage.look('id');
    await stage.run(MINUTE);
    stage.world.tenant.options.photoLagMs = HOUR;
    await stage.change(stage.another());
    await stage.run(MINUTE);
    const written = stage.writes().length;

    await stage.look('id');
    await stage.run(MINUTE);
    await stage.run(2 * HOUR);
    await stage.look('id');
    await stage.run(MINUTE);

    expect(stage.writes().length - written).toBe(0);
    expect(stage.result()).toEqual({ state: 'in-step', stands: stage.shows(stage.another()) });
  });

  it('names its bytes by their digest in the audit', async () => {
    const stage = new Stage(fixture);
    await stage.wish();
    await stage.run(MINUTE);

    expect(stage.world.audits().map(({ before, after }) => ({ before, after }))).toEqual([
      { before: null, after: { digest: 'digest-640' } },
    ]);
  });
});

describe('a record', () => {
  const fixture = only(recordFixtures);

  it.each(['conflict', 'invalid'] as const)(
    'whose mark stands already is found, where the list answers so (%s)',
    async (duplicateValues) => {
      const stage = new Stage(fixture);
      const { tenant } = stage.world;
      tenant.options.duplicateValues = duplicateValues;
      await stage.wish();
      await stage.run(MINUTE);
      const { applied: _lost, ...forgotten } = stage.item();

      await stage.world.commit({ ...forgotten, state: 'pending', due: stage.world.now });
      await stage.run(10 * MINUTE);

      expect(stage.result()).toEqual({ state: 'in-step', stands: stage.made() });
      expect(methods(stage)).toEqual(['POST', 'POST']);
    },
  );
});
