import { SENT, WAITING } from '../../../shared/sync/item/outcome';
import type { Turn } from '../../../shared/sync/lane/turn';
import { save } from '../../../shared/sync/round/save';
import { NOW } from '../../support/builders/instants';
import { aLane } from '../../support/builders/lane';
import { aDraft, aMailItem } from '../../support/builders/mail';
import { LoopWorld } from '../../support/loop-world';

const turn: Turn = {
  now: () => NOW,
  lane: () => aLane(),
  update: () => Promise.resolve(aLane()),
  committed: () => undefined,
  since: () => undefined,
};

describe('a settlement that comes late', () => {
  it('does not forget that somebody else heard meanwhile that the mail has left', async () => {
    const { worker } = new LoopWorld();
    const { deps } = worker;
    const drafted = aMailItem({ applied: aDraft() });
    await deps.database.commit('items', drafted.pk, [{ kind: 'create', document: drafted }]);
    const held = await deps.database.read<typeof drafted>('items', drafted.pk, drafted.id);
    if (!held.found) throw new Error('it was just written');
    const left = { ...drafted, applied: { ...aDraft(), sent: true as const, value: SENT } };
    await deps.database.commit('items', drafted.pk, [{ kind: 'replace', document: left, ifMatch: held.etag }]);

    const known = await save(deps, turn, {
      loaded: { item: drafted, etag: held.etag },
      next: { ...drafted, state: 'unknown', look: 'id', applied: { ...aDraft(), value: WAITING } },
      ifOvertaken: { look: 'id', operation: { verb: 'send', externalId: 'message-1' }, flownAt: NOW },
    });

    expect(known.applied).toMatchObject({ sent: true, value: SENT });
  });
});
