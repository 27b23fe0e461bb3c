import { optional } from '../../shared/config/part';
import { mailAddress } from '../../shared/config/rules';
import type { ReadSchedules } from '../../shared/free-busy/ports';
import { makeReadSchedules } from '../../shared/free-busy/read-schedules';
import { capability } from '../host/capability';

/** What Exchange says is free. */
export const freeBusy = capability('free-busy', {
  settings: {
    shape: {
      SCHEDULE_READER: optional(
        mailAddress,
        'The mailbox through which Exchange is asked what is free before a reservation is accepted: a shared one, never that of a room. Absent: it is never asked, and the start warns while Microsoft is on.',
      ),
    },
    warnings: ({ SCHEDULE_READER: reader }, microsoft) =>
      microsoft.state === 'enabled' && reader === undefined
        ? ['SCHEDULE_READER is missing: what staff book in Outlook does not refuse a reservation, it is found as a clash afterwards']
        : [],
  },
  needs: {
    graph: [
      {
        permission: 'Calendars.ReadBasic.All',
        why: 'free and busy times, when `SCHEDULE_READER` is set',
        over: 'that one mailbox; `Calendars.ReadWrite` covers it',
        without: "reservations are judged by Instep's own books",
      },
    ],
  },
  wire: ({ graph, clock, log }, { SCHEDULE_READER: reader }, _uses, { platform }): { use: FreeBusy } => ({
    use:
      reader !== undefined && platform.microsoft.state === 'enabled'
        ? { readSchedules: makeReadSchedules({ graph, clock, log, reader }) }
        : {},
  }),
});

interface FreeBusy {
  /** Absent: Exchange is never asked. */
  readonly readSchedules?: ReadSchedules;
}
