import type { ReservationFilter } from '../../../shared/reservations/list-reservations';
import { aRequest, at, staff } from '../../support/builders/reservation-builder';
import { aSpaceInput, spaceId } from '../../support/builders/space-builder';
import { Town } from '../../support/town';

/** Five reservations: in oak on the 3rd, 4th and 5th, in elm on the 4th, on the lawn (which has no calendar) on the 6th. */
async function busyTown() {
  const town = await new Town().with(aSpaceInput('oak'), aSpaceInput('elm'), aSpaceInput('lawn', { exchangeResourceMailbox: undefined }));
  const app = town.process();
  for (const [space, day, hour] of [
    ['oak', 5, 9],
    ['oak', 3, 9],
    ['elm', 4, 8],
    ['oak', 4, 9],
    ['lawn', 6, 9],
  ] as const) {
    const outcome = await app.submit(
      aRequest({ space, startsAt: at(day, hour), endsAt: at(day, hour + 2), title: `${space} ${String(day)}` }),
    );
    if (outcome.kind !== 'accepted') throw new Error(`${space} was not accepted`);
    if (day === 4) await app.approve({ id: outcome.reservation.id, cause: staff });
    if (day === 5) await app.cancel({ id: outcome.reservation.id, cause: staff });
  }
  return app;
}

describe('listing reservations', () => {
  it.each<[string, Partial<ReservationFilter>, string[]]>([
    ['gives all of them by their start', {}, ['oak 3', 'elm 4', 'oak 4', 'oak 5', 'lawn 6']],
    ['of one status', { status: 'approved' }, ['elm 4', 'oak 4']],
    ['of one space', { spaceId: spaceId('oak') }, ['oak 3', 'oak 4', 'oak 5']],
    ['of one status and space', { status: 'pending', spaceId: spaceId('oak') }, ['oak 3']],
    ['that end after', { from: at(4, 10) }, ['oak 4', 'oak 5', 'lawn 6']],
    ['that start before', { to: at(4, 9) }, ['oak 3', 'elm 4']],
    ['that overlap a span', { from: at(3, 11) - 1, to: at(4, 8) + 1 }, ['oak 3', 'elm 4']],
    ['that there are none of', { status: 'expired' }, []],
  ])('%s', async (_what, filter, titles) => {
    const app = await busyTown();

    const { entries } = await app.list({ limit: 50, ...filter });

    expect(entries.map(({ reservation }) => reservation.title)).toEqual(titles);
  });

  it('shows each with its sync item, where it has a calendar', async () => {
    const app = await busyTown();

    const { entries } = await app.list({ limit: 50 });

    expect(entries.map(({ reservation, item }) => [reservation.title, item?.key === reservation.id])).toEqual([
      ['oak 3', true],
      ['elm 4', true],
      ['oak 4', true],
      ['oak 5', true],
      ['lawn 6', false],
    ]);
  });

  it('goes page by page, each reservation once', async () => {
    const app = await busyTown();
    const titles: string[][] = [];
    let continuation: string | undefined;
    do {
      const page = await app.list({ limit: 2, continuation });
      titles.push(page.entries.map(({ reservation }) => reservation.title));
      ({ continuation } = page);
    } while (continuation !== undefined && titles.length < 9);

    expect(titles.filter((page) => page.length > 0)).toEqual([['oak 3', 'elm 4'], ['oak 4', 'oak 5'], ['lawn 6']]);
  });
});
