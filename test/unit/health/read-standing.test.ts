import { DatabaseCore } from '../../../infra/local/database/core';
import { databasePort } from '../../../infra/local/database/port';
import { FaultScript } from '../../../infra/local/kernel/faults';
import { promptTravel } from '../../../infra/local/kernel/travel';
import type { Document } from '../../../shared/kernel/database';
import { makeReadStanding } from '../../../shared/health/read-standing';
import type { Reason } from '../../../shared/sync/item/reasons';
import { laneTag } from '../../../shared/sync/lane/lane-tag';
import { gateId } from '../../../shared/sync/lane/gate';
import { laneUnder } from '../../../shared/sync/lane/right';
import { mailboxLane } from '../../../shared/microsoft/model';
import type { SyncItem } from '../../../shared/sync/item/item';
import { NOW } from '../../support/builders/instants';
import { aGate, aLane, ELM_LANE, OAK_LANE } from '../../support/builders/lane';
import { anItem, ELM } from '../../support/builders/sync-item';

const reason = (code: string, who: Reason['who'] = 'operator'): Reason => ({ code, sentence: 'of anna@city.example', who });
const block = (code: string) => ({ reason: reason(code), since: NOW, probeAt: NOW });

const standing = async (...documents: readonly Document[]) => (await look(...documents)).standing;

async function look(...documents: readonly Document[]) {
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

  it('is also an entry behind the gate of another right', async () => {
    const place = mailboxLane('oak@city.example');
    const profile = { api: 'graph', as: 'profile-7' };
    const gate = aGate({ id: gateId(profile), pk: gateId(profile), blocked: block('credential-refused') });
    const own = anItem({ key: 'own', lane: place, state: 'blocked', reason: reason('person-missing') });
    const other = anItem({ key: 'other', lane: laneUnder(profile, place), state: 'blocked', reason: reason('credential-refused') });

    expect((await standing(gate, own, other)).map(({ key }) => key)).toEqual([gate.id, 'item reservation-event own']);
    expect((await standing(aGate({ blocked: block('credential-refused') }), own, other)).map(({ key }) => key)).toEqual([
      'gate',
      'item reservation-event other',
    ]);
  });

  const many = (count: number, state: SyncItem['state'], code: string) =>
    Array.from({ length: count }, (_, at) => anItem({ key: `a${String(at).padStart(4, '0')}`, state, reason: reason(code) }));
  const parked = anItem({ key: 'z', target: ELM, state: 'parked', reason: reason('refused-for-good') });

  it('is an entry that is parked, however many wait behind a lane elsewhere', async () => {
    const found = await standing(aLane({ blocked: block('mailbox-missing') }), ...many(1_100, 'blocked', 'mailbox-missing'), parked);

    expect(found.map(({ key }) => key)).toEqual([`lane ${laneTag(OAK_LANE)}`, 'item reservation-event z']);
  });

  it('is every entry of some hundreds', async () => {
    const { standing: found, looked } = await look(...many(300, 'parked', 'refused-for-good'), parked);

    expect(found).toHaveLength(301);
    expect(looked('item reservation-event a-gone')).toBe(true);
    expect(looked('item reservation-event zz')).toBe(true);
  });

  it('is not said to have ended where more stand than are looked at', async () => {
    const { standing: found, looked } = await look(...many(1_100, 'needs-attention', 'clash'), parked);

    expect(found).toHaveLength(1_000);
    expect(looked('item reservation-event z')).toBe(false);
    expect(looked('item reservation-event a0999')).toBe(false);
    expect(looked('item reservation-event a0500')).toBe(true);
    expect(looked('gate')).toBe(true);
    expect(looked(`lane ${laneTag(ELM_LANE)} mail`)).toBe(true);
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
