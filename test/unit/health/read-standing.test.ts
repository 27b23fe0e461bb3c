import { DatabaseCore } from '../../../infra/local/database/core';
import { databasePort } from '../../../infra/local/database/port';
import { FaultScript } from '../../../infra/local/kernel/faults';
import { promptTravel } from '../../../infra/local/kernel/travel';
import type { Document } from '../../../shared/kernel/database';
import { makeReadStanding } from '../../../shared/health/read-standing';
import type { Reason } from '../../../shared/sync/item/reasons';
import { laneTag } from '../../../shared/sync/lane/lane-tag';
import { NOW } from '../../support/builders/instants';
import { aGate, aLane, ELM_LANE, OAK_LANE } from '../../support/builders/lane';
import { anItem } from '../../support/builders/sync-item';

const reason = (code: string, who: Reason['who'] = 'operator'): Reason => ({ code, sentence: 'of anna@city.example', who });
const block = (code: string) => ({ reason: reason(code), since: NOW, probeAt: NOW });

async function standing(...documents: readonly Document[]) {
  const database = databasePort(new DatabaseCore({ now: () => NOW }, new FaultScript()), promptTravel);
  for (const document of documents)
    await database.commit(document.type === 'sync-item' ? 'items' : 'lanes', document.pk, [{ kind: 'upsert', document }]);
  return makeReadStanding({ database })();
}

describe('what stands until a person acts', () => {
  it('is a gate, a lane, a kind in a lane, an entry that is parked and one that needs attention', async () => {
    const found = await standing(
      aGate({ blocked: block('credential-refused') }),
      aLane({ blocked: block('mailbox-missing') }),
      aLane({ id: ELM_LANE, pk: ELM_LANE, kinds: { mail: block('permission-missing') } }),
      anItem({ key: 'one', state: 'parked', reason: reason('refused-for-good') }),
      anItem({ key: 'two', state: 'needs-attention', reason: reason('clash', 'staff') }),
    );

    expect(found.map(({ key, code, who }) => `${key}: ${code}, ${who}`).sort()).toEqual(
      [
        'gate: credential-refused, operator',
        'item reservation-event one: refused-for-good, operator',
        'item reservation-event two: clash, staff',
        `lane ${laneTag(ELM_LANE)} mail: permission-missing, operator`,
        `lane ${laneTag(OAK_LANE)}: mailbox-missing, operator`,
      ].sort(),
    );
    expect(JSON.stringify(found)).not.toContain('anna@');
  });

  it('is one person who is not in the directory, while the others go on', async () => {
    const found = await standing(aLane(), anItem({ key: 'anna', state: 'blocked', reason: reason('person-missing') }));

    expect(found).toEqual([{ key: 'item reservation-event anna', code: 'person-missing', who: 'operator' }]);
  });

  it('is told of once: entries behind a lane, a kind or a gate that is blocked are not', async () => {
    const blocked = anItem({ key: 'behind', state: 'blocked', reason: reason('mailbox-missing') });

    expect((await standing(aLane({ blocked: block('mailbox-missing') }), blocked)).map(({ key }) => key)).toEqual([
      `lane ${laneTag(OAK_LANE)}`,
    ]);
    expect((await standing(aGate({ blocked: block('credential-refused') }), blocked)).map(({ key }) => key)).toEqual(['gate']);
  });

  it('is nothing that passes by itself', async () => {
    const waiting = { ...block('throttled'), reason: reason('throttled', 'nobody') };

    expect(
      await standing(
        aLane({ notBefore: NOW + 1, blocked: waiting }),
        anItem({ state: 'retrying', reason: reason('unavailable', 'nobody') }),
      ),
    ).toEqual([]);
  });
});
