import { FaultScript } from '../../infra/local/kernel/faults';
import { promptTravel } from '../../infra/local/kernel/travel';
import { TenantCore } from '../../infra/local/tenant/core';
import { graphPort } from '../../infra/local/tenant/port';
import { makeReadSchedules } from '../../shared/free-busy/read-schedules';
import type { Graph } from '../../shared/kernel/graph';
import type { Interval } from '../../shared/kernel/intervals';

const APP = '0a000000-0000-4000-8000-000000000001';
const READER = 'freebusy@city.example';

/** The rooms' calendars, as free and busy times show them; `now` is the clock of all who ask. */
export class Exchange {
  /** Questions that left. */
  calls = 0;
  private readonly faults = new FaultScript();
  private readonly core: TenantCore;

  constructor(
    private readonly now: () => number,
    rooms: readonly string[],
  ) {
    this.core = new TenantCore({ now, random: () => 0.5, faults: this.faults });
    for (const room of rooms) this.core.addUser({ address: addressOf(room), displayName: room, kind: 'room' });
    this.core.addUser({ address: READER, displayName: 'Free and busy', kind: 'shared' });
    this.core.entra.apps.register({ appId: APP, displayName: 'Instep', secret: 'secret', roles: ['Calendars.Read'] });
  }

  /** One process's way to it. */
  reader() {
    const port = graphPort(this.core, promptTravel, { appId: APP, secret: () => 'secret' });
    const graph: Graph = {
      send: (...call) => {
        this.calls += 1;
        return port.send(...call);
      },
    };
    return makeReadSchedules({ graph, clock: { now: this.now, id: () => 'id', random: () => 0.5 }, reader: READER });
  }

  /** What somebody books in Outlook, or what the loop has written. */
  book(room: string, { start, end }: Interval): string {
    return this.core.outlook.create(addressOf(room), { subject: 'Board', start, end });
  }

  /** An all-day entry, from and to midnights in UTC that stand for dates. */
  bookDates(room: string, { start, end }: Interval): string {
    return this.core.outlook.create(addressOf(room), { subject: 'Painting', start, end, isAllDay: true });
  }

  remove(room: string, event: string): void {
    this.core.outlook.delete(addressOf(room), event);
  }

  silence(): void {
    this.faults.add({ id: 'silence', core: 'tenant', match: { operation: 'get-schedule' }, when: 'before', effect: { kind: 'never' } });
  }

  speakAgain(): void {
    this.faults.clear();
  }
}

const addressOf = (room: string): string => `${room}@city.example`;
