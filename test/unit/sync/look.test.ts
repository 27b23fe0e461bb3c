import { HOUR, MINUTE, SECOND } from '../../../shared/kernel/clock';
import type { GraphAnswer } from '../../../shared/kernel/graph';
import { reservationEventKind } from '../../../shared/reservations/kind';
import type { SyncItem } from '../../../shared/sync/item/item';
import { seenIn, type Seen } from '../../../shared/sync/round/read';
import { howTo, needsLook, settleLook, type Looked, type Sight } from '../../../shared/sync/settle/look';
import { DIGEST } from '../../support/builders/digest';
import { NOW } from '../../support/builders/instants';
import { anEvent, anItem, anItemInStep, appliedAs } from '../../support/builders/sync-item';

const SETTLE_MS = 120 * SECOND;
const kind = reservationEventKind();
const context = { now: NOW, flownAt: NOW, settleMs: SETTLE_MS, digest: DIGEST, random: 0, kind };
const looked = (item: SyncItem, seen: Sight): Looked => settleLook(item, seen, context);
const lookRequest = (item: SyncItem) => kind.look(item, howTo(item));
const seenEvent = (externalId: string, subject = 'Choir') => ({ externalId, value: anEvent({ subject }) });
const lost = (over: Partial<SyncItem> = {}): SyncItem =>
  anItem({ state: 'unknown', look: 'all', unknownSince: NOW - 10 * SECOND, duplicatesAt: NOW + 110 * SECOND, ...over });

describe('whether an item is looked at', () => {
  it.each([
    ['a fresh wish', anItem(), false],
    ['an item in step', anItemInStep(), false],
    ['an unknown one', lost(), true],
    ['one whose look for duplicates is due', anItemInStep({ duplicatesAt: NOW }), true],
    ['one whose look for duplicates is to come', anItemInStep({ duplicatesAt: NOW + 1 }), false],
  ])('%s', (_what, item, expected) => {
    expect(needsLook(item, kind, NOW)).toBe(expected);
  });

  it('reads a known thing by its id, for lists may lag', () => {
    expect(lookRequest(anItemInStep({ look: 'id' })).path).toMatch(/\/events\/event-1\?/);
  });

  it.each([
    ['of unknown id', lost()],
    ['that may be there twice', anItemInStep({ duplicatesAt: NOW })],
  ])('searches a thing %s by our mark', (_what, item) => {
    expect(lookRequest(item).path).toMatch(/\/events\?\$filter=singleValueExtendedProperties/);
  });
});

describe('what a look-up shows', () => {
  const answered = (status: number, body: object = {}): GraphAnswer => ({ kind: 'answered', status, headers: {}, body: body as never }); // any JSON
  const refused = (status: number, code: string): GraphAnswer => answered(status, { error: { code, message: '' } });
  const read = (answer: GraphAnswer, item = anItemInStep({ look: 'id' })): Seen => seenIn(kind, item, howTo(item), answer, NOW);

  it('nothing there', () => {
    expect(read(refused(404, 'ErrorItemNotFound'))).toEqual({ kind: 'not-there' });
    expect(read(answered(200, { value: [] }), lost())).toEqual({ kind: 'all', observed: [] });
  });

  it.each([
    ['a search in a mailbox that is missing', refused(404, 'ErrorItemNotFound'), lost(), 'target-missing'],
    ['a read that is refused as wrong, which says nothing of the item', refused(400, 'ErrorInvalidRequest'), lost(), 'unavailable'],
    ['another success than 200', answered(204), lost(), 'unavailable'],
    ['a body that is no list', answered(200, { value: 'x' }), lost(), 'unknown'],
    ['a throttled read', refused(429, 'ApplicationThrottled'), lost(), 'throttled'],
    ['a denied read', refused(403, 'ErrorAccessDenied'), lost(), 'denied'],
    ['no answer', { kind: 'unanswered', reason: 'cut' } as const, lost(), 'unknown'],
  ])('%s', (_what, answer, item, outcome) => {
    expect(read(answer, item)).toMatchObject({ kind: 'unread', outcome: { kind: outcome } });
  });
});

describe('an item that was looked at', () => {
  it('adopts what is there, and knows that the lost request acted', () => {
    const { item, ready, confirmed } = looked(lost(), { kind: 'all', observed: [seenEvent('event-9')] });

    expect(item.applied).toEqual(appliedAs('event-9'));
    expect({ ready, confirmed }).toEqual({ ready: true, confirmed: true });
    expect(item).not.toHaveProperty('look');
    expect(item).not.toHaveProperty('unknownSince');
    expect(item.duplicatesAt).toBe(NOW + 110 * SECOND);
  });

  it('claims no success of a request when it finds what was there before', () => {
    const item = anItemInStep({ look: 'id', unknownSince: NOW, state: 'unknown' });

    expect(looked(item, { kind: 'one', observed: seenEvent('event-1') }).confirmed).toBe(false);
    expect(looked(item, { kind: 'one', observed: seenEvent('event-1', 'changed') }).confirmed).toBe(true);
  });

  it('keeps the one it knew, else the oldest, and marks the others for removal', () => {
    const observed = ['event-7', 'event-1', 'event-8'].map((id) => seenEvent(id));

    expect(looked(anItemInStep({ duplicatesAt: NOW }), { kind: 'all', observed }).item).toMatchObject({
      applied: { externalId: 'event-1' },
      extras: ['event-7', 'event-8'],
    });
    expect(looked(lost(), { kind: 'all', observed }).item).toMatchObject({
      applied: { externalId: 'event-7' },
      extras: ['event-1', 'event-8'],
    });
  });

  it('needs no other look for duplicates once the late one was made', () => {
    expect(looked(anItemInStep({ duplicatesAt: NOW }), { kind: 'all', observed: [seenEvent('event-1')] }).item).not.toHaveProperty(
      'duplicatesAt',
    );
  });

  it('waits while an empty search means "not yet"', () => {
    const { item, ready } = looked(lost({ generation: 2 }), { kind: 'all', observed: [] });

    expect(ready).toBe(false);
    expect(item).toMatchObject({ state: 'unknown', look: 'all', due: NOW + 5 * SECOND, generation: 2 });
  });

  it('looks for the last time when the wait is over, not after it', () => {
    expect(looked(lost({ unknownSince: NOW - SETTLE_MS + SECOND }), { kind: 'all', observed: [] }).item.due).toBe(NOW + SECOND);
  });

  it('may be made under a new transaction id once it was absent for long enough', () => {
    const { item, ready } = looked(lost({ unknownSince: NOW - SETTLE_MS, generation: 2 }), { kind: 'all', observed: [] });

    expect(ready).toBe(true);
    expect(item.generation).toBe(3);
    expect(item).not.toHaveProperty('unknownSince');
    expect(item).not.toHaveProperty('look');
  });

  it('keeps its transaction id when nothing of it was ever on its way', () => {
    expect(looked(anItem({ look: 'all', generation: 2 }), { kind: 'all', observed: [] })).toMatchObject({
      ready: true,
      item: { generation: 2 },
    });
  });

  it.each(['id', 'all'] as const)('that is not there by its id (%s) is searched by our mark before that is believed', (look) => {
    const { item, ready } = looked(anItemInStep({ look, lastSuccessAt: NOW - HOUR }), { kind: 'not-there' });

    expect(ready).toBe(false);
    expect(item).toMatchObject({ look: 'all', sought: true, due: NOW, generation: 0, unknownSince: NOW - HOUR });
    expect(howTo(item)).toBe('all');
    expect(looked(item, { kind: 'all', observed: [seenEvent('event-1')] }).item.applied).toEqual(appliedAs('event-1'));
  });

  it('that neither its id nor our mark finds is absent, and looked for once more later', () => {
    const sought = anItemInStep({ look: 'all', sought: true, unknownSince: NOW - HOUR });
    const { item, ready } = looked(sought, { kind: 'all', observed: [] });

    expect(ready).toBe(true);
    expect(item).toMatchObject({ generation: 1, duplicatesAt: NOW + SETTLE_MS });
    expect(item).not.toHaveProperty('applied');
    expect(item).not.toHaveProperty('sought');
  });

  it('that is young may be missing in both for a while', () => {
    const sought = anItemInStep({ look: 'all', sought: true, unknownSince: NOW - SECOND });

    expect(looked(sought, { kind: 'all', observed: [] })).toMatchObject({ ready: false, item: { due: NOW + 5 * SECOND, generation: 0 } });
  });

  it('that a list does not show is read by its id before it is believed to be gone', () => {
    const { item, ready } = looked(anItemInStep({ duplicatesAt: NOW - MINUTE }), { kind: 'all', observed: [] });

    expect(ready).toBe(false);
    expect(item).toMatchObject({ look: 'id', due: NOW, applied: appliedAs('event-1'), generation: 0 });
  });

  it('is looked for once more, as long after it was believed absent, in case the lost request shows up late', () => {
    expect(looked(lost({ unknownSince: NOW - SETTLE_MS, duplicatesAt: NOW }), { kind: 'all', observed: [] }).item.duplicatesAt).toBe(
      NOW + SETTLE_MS,
    );
  });

  it('is not given up for another of the same mark: a list may lag behind the one we made last', () => {
    const { item, ready } = looked(anItemInStep({ duplicatesAt: NOW }), { kind: 'all', observed: [seenEvent('event-7')] });

    expect(ready).toBe(false);
    expect(item).toMatchObject({ look: 'id', due: NOW, applied: appliedAs('event-1'), extras: ['event-7'] });
    expect(looked(item, { kind: 'one', observed: seenEvent('event-1') })).toMatchObject({ ready: true, item: { extras: ['event-7'] } });
  });

  it('that is gone, while another of the same mark is there, is searched to adopt the other', () => {
    const { item, ready } = looked(anItemInStep({ look: 'id', extras: ['event-7'] }), { kind: 'not-there' });

    expect(ready).toBe(false);
    expect(item).toMatchObject({ look: 'all', due: NOW, generation: 0 });
    expect(item).not.toHaveProperty('extras');
    expect(looked(item, { kind: 'all', observed: [seenEvent('event-7')] }).item.applied).toEqual(appliedAs('event-7'));
  });
});
