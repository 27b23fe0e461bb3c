import { documentsOf } from '../../../../infra/local/viewer/overview/documents';
import { appWait, waitsOf } from '../../../../infra/local/viewer/overview/waits';
import { MINUTE } from '../../../../shared/kernel/clock';
import { toLaneId } from '../../../../shared/kernel/ids';
import { gateId, newGate, type Gate } from '../../../../shared/sync/lane/gate';
import { laneUnder, OWN_RIGHT, type Right } from '../../../../shared/sync/lane/right';
import { NOW } from '../../../support/builders/instants';
import { anItem } from '../../../support/builders/sync-item';
import { LoopWorld } from '../../../support/loop-world';

const PROFILE: Right = { api: 'graph', as: 'profile-7' };
const OAK = toLaneId('mailbox:graph~x|oak@city.example');
const ELM = laneUnder(PROFILE, 'mailbox:elm@city.example');

/** What the viewer says of both lanes and of the app, with a gate of each right in one order or the other. */
async function told(...gates: readonly [Right, string | undefined][]) {
  const world = new LoopWorld();
  const { database } = world.api.deps;
  const put = async (container: 'items' | 'lanes', document: Gate | ReturnType<typeof anItem>) =>
    database.commit(container, document.pk, [{ kind: 'create', document }]);
  for (const lane of [OAK, ELM]) await put('items', anItem({ key: lane, lane }));
  for (const [right, sentence] of gates) {
    const blocked = sentence && {
      reason: { code: 'credential-refused', sentence, who: 'operator' as const },
      since: NOW,
      probeAt: NOW + MINUTE,
    };
    await put('lanes', { ...newGate(gateId(right)), ...(blocked && { blocked }) });
  }
  const documents = documentsOf(world.database);
  const waits = waitsOf(documents, NOW);
  return [waits.of(OAK)?.sentence, waits.of(ELM)?.sentence, appWait(documents, NOW)?.sentence];
}

describe('what the viewer says of a shut gate', () => {
  it.each([
    [
      'the own right, read first',
      [
        [OWN_RIGHT, 'own'],
        [PROFILE, undefined],
      ],
      ['own', undefined, 'own'],
    ],
    [
      'the own right, read last',
      [
        [PROFILE, undefined],
        [OWN_RIGHT, 'own'],
      ],
      ['own', undefined, 'own'],
    ],
    [
      'another right',
      [
        [OWN_RIGHT, undefined],
        [PROFILE, 'theirs'],
      ],
      [undefined, 'theirs', undefined],
    ],
    [
      'both',
      [
        [OWN_RIGHT, 'own'],
        [PROFILE, 'theirs'],
      ],
      ['own', 'theirs', 'own'],
    ],
  ] as const)('is said of the lanes of %s', async (_whose, gates, sentences) => {
    expect(await told(...gates.map(([right, sentence]): [Right, string | undefined] => [right, sentence]))).toEqual(sentences);
  });
});
