import { sessionKey, SESSION_EVENT } from '../../shared/reservations/sessions/kind';
import { holdsTime, type AlsoIn, type Reservation } from '../../shared/reservations/model';
import { syncItemId, type SyncItem } from '../../shared/sync/item/item';
import { SPACES } from './cloud';

const rooms = new Set(SPACES.map(({ exchangeResourceMailbox }) => exchangeResourceMailbox));

/** What is promised of sessions that stand in further calendars: each of them wishes what the reservation is, at every moment, and no other does. */
export class SessionInvariants {
  /** How many reservations were taken for further calendars. */
  taken = 0;
  /** By the requests that were answered with success, whatever the product made of them. */
  private readonly asked = new Map<string, readonly AlsoIn[]>();

  /** A request was answered with success. */
  accepted(id: string, alsoIn: readonly AlsoIn[]): void {
    const room = alsoIn.find(({ mailbox }) => rooms.has(mailbox));
    this.must(room === undefined, `${id} was accepted for ${room?.mailbox ?? ''}, the calendar of a space`);
    if (!this.asked.has(id) && alsoIn.length > 0) this.taken += 1;
    this.asked.set(id, alsoIn);
  }

  always(reservations: readonly Reservation[], items: ReadonlyMap<string, SyncItem>): void {
    const byId = new Map(reservations.map((reservation) => [reservation.id as string, reservation]));
    for (const [id, alsoIn] of this.asked) {
      const reservation = byId.get(id);
      alsoIn.forEach((calendar, at) => {
        const item = items.get(syncItemId(SESSION_EVENT, sessionKey(id, at)));
        this.must(item?.target === calendar.mailbox && item.within === calendar.calendarId, `${id} has no item for calendar ${String(at)}`);
        const wish = JSON.stringify(wished(item));
        this.must(
          wish === JSON.stringify(due(reservation)),
          `${id} is ${reservation?.status ?? 'lost'}, its calendar ${String(at)} wishes ${wish}`,
        );
      });
    }
    for (const { kind, key } of items.values()) {
      if (kind !== SESSION_EVENT) continue;
      const [id = '', place = ''] = key.split('~also-');
      const { alsoIn = [] } = byId.get(id) ?? {};
      this.must(Number(place) >= 1 && Number(place) <= alsoIn.length, `${key} stands for no calendar of its reservation`);
    }
  }

  private must(holds: boolean, otherwise: string): void {
    if (!holds) throw new Error(otherwise);
  }
}

/** What the calendars are to show: the words as staff read them, the time without buffers, and the room it is in. */
const due = (reservation: Reservation | undefined): object | null =>
  reservation && holdsTime(reservation.status)
    ? {
        subject: `${reservation.status === 'pending' ? 'Hold: ' : ''}${reservation.title}`,
        start: reservation.startsAt,
        end: reservation.endsAt,
        place: `${reservation.spaceId}, Town Hall`,
      }
    : null;

function wished(item: SyncItem | undefined): object | null {
  const { subject, start, end, place } = (item?.desired.value ?? {}) as Readonly<Record<string, unknown>>;
  return item?.desired.value ? { subject, start, end, place } : null;
}
