import { INSTEP_PROPERTY } from '../../../infra/local/tenant/model';
import { startViewer, type Viewer } from '../../../infra/local/viewer/wire';
import { MINUTE } from '../../../shared/kernel/clock';
import { ledgerPartition, type Ledger, type Space } from '../../../shared/spaces/model';
import type { SyncItem } from '../../../shared/sync/item/item';
import { reasons } from '../../../shared/sync/item/reasons';
import { anEventItem, aReservation, aReservationId, at } from '../../support/builders/reservation-builder';
import { aSpace, ledgerId, spaceId } from '../../support/builders/space-builder';
import { ViewedCloud } from '../../support/viewer/viewed-cloud';

const OAK = 'oak@city.example';

let cloud: ViewedCloud;
let viewer: Viewer;

beforeEach(async () => {
  cloud = await ViewedCloud.start();
  viewer = await startViewer({ cloud: cloud.viewed, port: 0 });
});

afterEach(async () => {
  await viewer.close();
  await cloud.close();
});

interface Bar {
  readonly kind: string;
  readonly standing?: string;
  readonly sentence: string;
  readonly title: string;
  readonly start: string;
}

interface Room {
  readonly name: string;
  readonly open: unknown;
  readonly kept: unknown;
  readonly bars: readonly Bar[];
}

interface Day {
  readonly date: string;
  readonly today: string;
  readonly previous: string;
  readonly next: string;
  readonly zones: readonly {
    readonly zone: string;
    readonly end: string;
    readonly hours: readonly { readonly label: string; readonly again: boolean; readonly start: string; readonly end: string }[];
    readonly buildings: readonly { readonly name: string; readonly rooms: readonly Room[] }[];
  }[];
}

const get = async <T>(path: string): Promise<T> => (await (await fetch(`${viewer.url}${path}`)).json()) as T; // the test names the shape
const day = (date?: string): Promise<Day> => get(`/_instep/day${date === undefined ? '' : `?date=${date}`}`);
const roomsOf = ({ zones }: Day): readonly Room[] => zones.flatMap(({ buildings }) => buildings.flatMap(({ rooms }) => rooms));

async function barsOn(date: string, name = 'oak'): Promise<readonly Bar[]> {
  return roomsOf(await day(date)).find((room) => room.name === name)?.bars ?? [];
}

const spaces = (...all: readonly Space[]): void => {
  const ledger: Ledger = { id: 'ledger', pk: ledgerPartition(ledgerId('oak')), type: 'ledger', spaces: all };
  cloud.commit('items', ledger);
};

const WISH = { subject: 'Hold: Choir practice', start: at(3, 10), end: at(3, 11), showAs: 'busy' };

/** The reservation of the 3rd from 10:00 to 11:00 with its item. */
function held(item: Partial<SyncItem> = {}): void {
  cloud.commit('items', aReservation());
  cloud.commit('items', { ...anEventItem(WISH), ...item });
}

function ours(from = '10:00', to = '11:00', subject = WISH.subject): void {
  cloud.graph('POST', `/users/${OAK}/events`, {
    subject,
    start: { dateTime: `2026-03-03T${from}:00`, timeZone: 'UTC' },
    end: { dateTime: `2026-03-03T${to}:00`, timeZone: 'UTC' },
    singleValueExtendedProperties: [{ id: INSTEP_PROPERTY, value: aReservationId() }],
  });
}

describe('the hours of a day', () => {
  it('is today where nothing else is asked, and knows the days around it', async () => {
    spaces(aSpace('oak'));

    expect(await day()).toMatchObject({ date: '2026-03-02', today: '2026-03-02', previous: '2026-03-01', next: '2026-03-03' });
  });

  it.each([
    ['2026-03-02', 24, []],
    ['2026-03-29', 23, []],
    ['2026-10-25', 25, ['01:00']],
  ])('has on %s in Dublin %i hours, as they are lived', async (date, count, again) => {
    spaces(aSpace('oak', { timeZone: 'Europe/Dublin' }));

    const [zone] = (await day(date)).zones;

    expect(zone?.hours).toHaveLength(count);
    expect(zone?.hours[0]).toMatchObject({ label: '00:00' });
    expect(zone?.hours.at(-1)).toMatchObject({ label: '23:00' });
    expect(zone?.hours.filter((hour) => hour.again).map(({ label }) => label)).toEqual(again);
  });

  it('leaves out the hour that the clock leaps over', async () => {
    spaces(aSpace('oak', { timeZone: 'Europe/Dublin' }));

    const [zone] = (await day('2026-03-29')).zones;

    expect(zone?.hours.slice(0, 3).map(({ label, start }) => [label, start])).toEqual([
      ['00:00', '2026-03-29T00:00:00.000Z'],
      ['02:00', '2026-03-29T01:00:00.000Z'],
      ['03:00', '2026-03-29T02:00:00.000Z'],
    ]);
  });

  it('ends with a short hour where clocks change by half an hour', async () => {
    spaces(aSpace('oak', { timeZone: 'Australia/Lord_Howe' }));

    const { hours, end } = (await day('2026-10-04')).zones[0] ?? {};

    expect([hours?.length, hours?.at(-1)?.end, hours?.at(-1)?.label]).toEqual([24, end, '23:30']);
  });

  it('shows special hours instead of the usual ones, without what is blacked out', async () => {
    const usual = { tuesday: [{ opens: '09:00', closes: '17:00' }] };
    const specialDays = [{ date: '2026-03-03', open: [{ opens: '12:00', closes: '24:00' }] }];
    const blackouts = [{ startsAt: at(3, 13), endsAt: at(3, 14) }];
    spaces(aSpace('oak', { rules: { openingHours: usual, specialDays, blackouts } }), aSpace('elm', { rules: { openingHours: usual } }));

    const [oak, elm] = roomsOf(await day('2026-03-03'));

    expect(oak?.open).toEqual([
      { start: '2026-03-03T12:00:00.000Z', end: '2026-03-03T13:00:00.000Z' },
      { start: '2026-03-03T14:00:00.000Z', end: '2026-03-04T00:00:00.000Z' },
    ]);
    expect(elm?.open).toEqual([{ start: '2026-03-03T09:00:00.000Z', end: '2026-03-03T17:00:00.000Z' }]);
    expect(roomsOf(await day('2026-03-04'))[0]?.open).toEqual([]);
  });

  it('shows each room in its own zone', async () => {
    spaces(aSpace('oak', { timeZone: 'Europe/Dublin' }), aSpace('elm', { timeZone: 'Europe/Vienna' }));

    const { zones } = await day('2026-03-03');

    expect(
      zones.map(({ zone, hours, buildings }) => [zone, hours[0]?.start, buildings.map(({ rooms }) => rooms.map(({ name }) => name))]),
    ).toEqual([
      ['Europe/Dublin', '2026-03-03T00:00:00.000Z', [['oak']]],
      ['Europe/Vienna', '2026-03-02T23:00:00.000Z', [['elm']]],
    ]);
  });

  it('shows when a room is open, by the clock on its wall, and what is kept free and why', async () => {
    const openingHours = { sunday: [{ opens: '09:00', closes: '17:00' }] };
    spaces(
      aSpace('oak', { timeZone: 'Europe/Dublin', rules: { openingHours } }),
      aSpace('elm', { timeZone: 'Europe/Dublin', partOf: spaceId('oak'), state: 'closed' }),
    );
    const startsAt = Date.UTC(2026, 2, 29, 12);
    const kept = { start: startsAt - 15 * MINUTE, end: startsAt + 75 * MINUTE };
    cloud.commit('items', aReservation({ startsAt, kept, excludes: [spaceId('oak'), spaceId('elm')] }));

    const [oak, elm] = roomsOf(await day('2026-03-29'));

    const span = { start: '2026-03-29T11:45:00.000Z', end: '2026-03-29T13:15:00.000Z' };
    expect(oak?.open).toEqual([{ start: '2026-03-29T08:00:00.000Z', end: '2026-03-29T16:00:00.000Z' }]);
    expect(oak?.kept).toEqual([{ ...span, because: 'kept free around Choir practice' }]);
    expect(elm).toMatchObject({ open: [], bars: [], kept: [{ ...span, because: 'oak is taken: Choir practice' }] });
  });

  it('shows a room mailbox that no space uses', async () => {
    spaces(aSpace('oak'));

    expect((await day()).zones[0]?.buildings).toMatchObject([
      { name: 'Town Hall' },
      { name: 'Room mailboxes', rooms: [{ name: 'Elm Room' }] },
    ]);
  });

  it.each(['2026-3-3', 'tomorrow', '2026-02-30'])('refuses the date %s and says what is allowed', async (date) => {
    expect(await get(`/_instep/day?date=${date}`)).toMatchObject({
      status: 400,
      errors: [{ field: 'date', says: expect.stringContaining('2026-03-02') }],
    });
  });
});

describe('what ledger and Outlook say', () => {
  beforeEach(() => {
    spaces(aSpace('oak'));
  });

  it('is in step when both agree', async () => {
    held({ state: 'in-step' });
    ours();

    expect(await barsOn('2026-03-03')).toMatchObject([{ kind: 'reservation', standing: 'in-step', title: 'Choir practice' }]);
  });

  it('shows nothing of it on another day', async () => {
    held({ state: 'in-step' });
    ours();

    expect(await barsOn('2026-03-04')).toEqual([]);
  });

  it('is on its way, with the sentence why', async () => {
    held({ state: 'retrying', reason: reasons.throttled(cloud.now + 1) });

    expect(await barsOn('2026-03-03')).toMatchObject([{ standing: 'on-its-way', sentence: reasons.throttled(0).sentence }]);
  });

  it.each([
    ['deleted', () => undefined, 'Somebody deleted its event in Outlook.'],
    ['renamed', () => ours('10:00', '11:00', 'Cake'), 'Somebody changed its event in Outlook: the two differ.'],
  ])('does not call in step what somebody %s in Outlook behind the back of the loop', async (_, outlook, sentence) => {
    held({ state: 'in-step' });
    outlook();

    expect(await barsOn('2026-03-03')).toMatchObject([{ standing: 'attention', sentence }]);
  });

  it('shows where Outlook has it when somebody moved it', async () => {
    held({ state: 'in-step' });
    ours('12:00', '13:00');

    expect(await barsOn('2026-03-03')).toMatchObject([
      { kind: 'reservation', standing: 'attention' },
      { kind: 'ours-only-in-outlook', start: '2026-03-03T12:00:00.000Z' },
    ]);
  });

  it('shows what still stands in Outlook of a reservation that is cancelled', async () => {
    cloud.commit('items', aReservation({ status: 'cancelled' }));
    ours();

    expect(await barsOn('2026-03-03')).toMatchObject([
      { kind: 'ours-only-in-outlook', sentence: expect.stringContaining('no longer holds this time') },
    ]);
  });

  it('shows a clash with what staff booked, and none with what they show as free', async () => {
    held({ state: 'in-step' });
    ours();
    const lunch = { subject: 'Team lunch', start: at(3, 10, 30), end: at(3, 12) };
    const id = cloud.cores.tenant.outlook.create(OAK, { ...lunch, showAs: 'free' });
    const [before] = await barsOn('2026-03-03');
    cloud.cores.tenant.outlook.edit(OAK, id, { showAs: 'busy' });

    const [after, people] = await barsOn('2026-03-03');

    expect(before).toMatchObject({ standing: 'in-step' });
    expect(after).toMatchObject({ standing: 'clash', sentence: expect.stringContaining('“Team lunch”') });
    expect(people).toMatchObject({ kind: 'people', title: 'Team lunch' });
  });
});

describe('one reservation', () => {
  beforeEach(() => {
    spaces(aSpace('oak', { timeZone: 'Europe/Dublin' }));
  });

  it('tells what stands in Outlook, who decided and how the two agree', async () => {
    held({ state: 'in-step' });
    cloud.commit('items', aReservation({ decision: { at: at(2, 9), by: { kind: 'citizen' }, reason: 'ill' } }));
    ours();

    expect(await get(`/_instep/reservation?id=${aReservationId()}`)).toMatchObject({
      title: 'Choir practice',
      space: 'oak',
      zone: 'Europe/Dublin',
      contact: { email: 'ada@home.example' },
      decision: { by: 'citizen', reason: 'ill' },
      agreement: { standing: 'in-step' },
      outlook: [{ address: OAK, subject: 'Hold: Choir practice' }],
      mails: [],
      manageUrl: null,
    });
  });

  it('is not known by another id', async () => {
    expect(await get('/_instep/reservation?id=oak.nothing')).toMatchObject({ status: 404 });
  });
});

it('says that it is still starting', async () => {
  cloud.starting = true;
  expect(await get('/_instep/overview')).toMatchObject({ starting: true });

  cloud.starting = false;
  expect(await get('/_instep/overview')).toMatchObject({ starting: false });
});
