import { HOUR, MINUTE } from '../../../shared/kernel/clock';
import type { Interval } from '../../../shared/kernel/intervals';
import { makeFindStrangers } from '../../../shared/reservations/exchange/own-events';
import { NOW } from '../../support/builders/instants';
import { anEvent, anItem, appliedAs } from '../../support/builders/sync-item';
import { Town } from '../../support/town';

const hours = (start: number, end: number): Interval => ({ start: NOW + start * HOUR, end: NOW + end * HOUR });
const eventAt = ({ start, end }: Interval) => anEvent({ start, end });

/** What is found among entries of these calendars, with these documents in the database. */
async function strangers(entries: Readonly<Record<string, readonly Interval[]>>, documents: readonly object[]) {
  const { database } = new Town().process();
  for (const [index, document] of documents.entries())
    await database.commit('items', 'ledger:oak', [
      { kind: 'create', document: { ...(document as ReturnType<typeof anItem>), id: `d-${String(index)}` } },
    ]);
  const clock = { now: () => NOW, id: () => 'id', random: () => 0.5 };
  return Object.fromEntries(await makeFindStrangers({ database, clock })(new Map(Object.entries(entries))));
}

const item = (target: string, wished: Interval | undefined, applied?: Interval) => {
  const fresh = anItem({ target, key: `oak.${target}` });
  return {
    ...fresh,
    desired: { ...fresh.desired, value: wished ? eventAt(wished) : null },
    ...(applied && { applied: appliedAs('event-1', eventAt(applied)) }),
  };
};
const audit = (target: string, at: number, before: Interval) => ({
  pk: 'ledger:oak',
  type: 'audit',
  key: 'oak.x',
  target,
  at,
  before: eventAt(before),
  after: null,
});

describe('strangers among the entries of calendars', () => {
  it('are those that no event of ours explains in the same calendar, whoever else has one then', async () => {
    const found = await strangers(
      { 'Oak@City.example': [hours(26, 27), hours(28, 29)], 'elm@city.example': [hours(26, 27), hours(28, 29)] },
      [item('Oak@City.example', hours(26, 27)), item('elm@city.example', hours(28, 29))],
    );

    expect(found).toEqual({ 'Oak@City.example': [hours(28, 29)], 'elm@city.example': [hours(26, 27)] });
  });

  it('are not what we have moved or are about to remove', async () => {
    const found = await strangers({ 'oak@city.example': [hours(26, 27), hours(30, 31)] }, [
      item('oak@city.example', undefined, hours(26, 27)),
      item('oak@city.example', hours(40, 41), hours(30, 31)),
    ]);

    expect(found).toEqual({ 'oak@city.example': [] });
  });

  it('are not what we removed a few minutes ago, but what we removed long ago', async () => {
    const found = await strangers({ 'oak@city.example': [hours(26, 27), hours(30, 31)] }, [
      audit('oak@city.example', NOW - 4 * MINUTE, hours(26, 27)),
      audit('oak@city.example', NOW - 6 * MINUTE, hours(30, 31)),
    ]);

    expect(found).toEqual({ 'oak@city.example': [hours(30, 31)] });
  });

  it('are what stands beside an event of ours at the very same time', async () => {
    const found = await strangers({ 'oak@city.example': [hours(26, 27), hours(26, 27)] }, [item('oak@city.example', hours(26, 27))]);

    expect(found).toEqual({ 'oak@city.example': [hours(26, 27)] });
  });
});
