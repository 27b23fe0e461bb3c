import { makeReadConsequences, makeWeighReservation } from '../../shared/reservations/consequences/read-consequences';
import { sentencesOf } from '../../shared/reservations/consequences/sentences';
import { makeDecideReservation } from '../../shared/reservations/decide-reservation';
import { makeAskExchange } from '../../shared/reservations/exchange/ask-exchange';
import { makeConfirmAwaiting } from '../../shared/reservations/exchange/confirm-awaiting';
import { makeFindStrangers } from '../../shared/reservations/exchange/own-events';
import { makeExpireHolds } from '../../shared/reservations/expire-holds';
import { houseRules } from '../../shared/reservations/house-rules-port';
import { reservationEventKind } from '../../shared/reservations/kind';
import { makeCountEver } from '../../shared/reservations/ledger/count-ever';
import { makeCountStanding } from '../../shared/reservations/ledger/count-standing';
import { makeDecideSubmissions } from '../../shared/reservations/ledger/decide-submissions';
import { makeListReservations } from '../../shared/reservations/list-reservations';
import { makeChangeReservation } from '../../shared/reservations/moves/change-reservation';
import { makeFinishMoves } from '../../shared/reservations/moves/finish-moves';
import { makeReadReservation } from '../../shared/reservations/read-reservation';
import { makeForgetContacts } from '../../shared/reservations/retention/forget-contacts';
import { makeSetLegalHold } from '../../shared/reservations/retention/set-legal-hold';
import { makeRevokeLinks } from '../../shared/reservations/revoke-links';
import { sessionEventKind } from '../../shared/reservations/sessions/kind';
import { makeFindReservation } from '../../shared/reservations/stored-reservation';
import { makeSubmitReservation, type SubmitReservation } from '../../shared/reservations/submit-reservation';
import { makeCommitWishes } from '../../shared/sync/commit-wishes';
import { makeSendNudge } from '../../shared/sync/lane/nudge';
import { freeBusy } from '../free-busy/module';
import { capability } from '../host/capability';
import { once } from '../host/once';
import { limits } from '../limits/module';
import { links } from '../links/module';
import { mail } from '../mail/module';
import { spaces } from '../spaces/module';
import { reservationRoutes } from './routes';
import { RESERVATION_SETTINGS } from './settings';
import { RESERVATION_PERMISSIONS } from './permissions';
import { RESERVATION_PROBLEMS } from './problems';

/** Asks for time in spaces, what is decided about them, and their events in calendars. */
export const reservations = capability('reservations', {
  uses: { spaces, limits, links, freeBusy, mail },
  settings: RESERVATION_SETTINGS,
  problems: RESERVATION_PROBLEMS,
  permissions: RESERVATION_PERMISSIONS,
  needs: {
    graph: [
      {
        permission: 'Calendars.ReadWrite',
        why: 'events of reservations',
        over: 'room mailboxes; the calendars of programme sessions',
        without: 'reservations are taken; their events wait, `blocked`',
      },
    ],
    containers: [{ name: 'items', why: 'reservations, the days that they take, and what is to stand in calendars' }],
  },
  wire: (
    outside,
    { EVENT_SUBJECT_TEMPLATE: subjectTemplate, RETENTION_CONTACT_DAYS: keepDays, STAFF_HORIZON_DAYS: staffHorizonDays },
    uses,
  ) => {
    const { database, clock, log, signing } = outside;
    const { findLedger, readSpace } = uses.spaces;
    const { admit } = uses.limits;
    const { readSchedules } = uses.freeBusy;
    const commitWishes = makeCommitWishes({ database, sendNudge: makeSendNudge(outside) });
    const weighReservation = makeWeighReservation({ database, clock });
    const mailsFor = uses.mail.mailsFor(async (reservation) => {
      const consequences = await weighReservation(reservation);
      return consequences ? sentencesOf(consequences) : [];
    });
    const askExchange = readSchedules && makeAskExchange({ database, clock, readSchedules });
    const decide = makeDecideSubmissions({ database, clock, staffHorizonDays, subjectTemplate, mailsFor, commitWishes, askExchange });
    const deciding = { database, clock, log, commitWishes, subjectTemplate, mailsFor };
    const confirm = makeDecideReservation('confirm', deciding);
    const confirmAwaiting = makeConfirmAwaiting({ database, clock, log, confirm, askExchange });
    const readReservation = makeReadReservation({ database, clock });
    const submitter = once(async () =>
      makeSubmitReservation({ database, findLedger, readSpace, decide, admit, clock, log, staffHorizonDays, digest: await signing() }),
    );
    const submitReservation: SubmitReservation = async (request) => (await submitter())(request);
    const forgetContacts = makeForgetContacts({ database, clock, log, keepDays });
    const expireHolds = makeExpireHolds({ database, clock, log, expire: makeDecideReservation('expire', deciding) });
    const finishMoves = makeFinishMoves({ database, clock, log });
    return {
      use: {
        submitReservation,
        approveReservation: makeDecideReservation('approve', deciding),
        denyReservation: makeDecideReservation('deny', deciding),
        cancelReservation: makeDecideReservation('cancel', deciding),
        changeReservation: makeChangeReservation({ ...deciding, findLedger, admit, staffHorizonDays, askExchange }),
        revokeLinks: makeRevokeLinks({ database, log }),
        setLegalHold: makeSetLegalHold({ database, clock, log }),
        readReservation,
        readConsequences: makeReadConsequences({ database, read: readReservation, weighReservation }),
        listReservations: makeListReservations({ database, clock }),
        readLastMail: uses.mail.readLastMail,
        previewMail: uses.mail.previewRoute(makeFindReservation({ database })),
        links: uses.links.links,
        decideLinks: uses.links.decideLinks,
        ...{ finishMoves, expireHolds, confirmAwaiting: confirmAwaiting.all, forgetContacts },
        countStanding: makeCountStanding({ database, clock }),
        countEver: makeCountEver({ database }),
        findStrangers: makeFindStrangers({ database, clock }),
        houseRules,
      },
      kinds: [reservationEventKind({ onSettled: confirmAwaiting.settled }), sessionEventKind],
      sweeps: [finishMoves, expireHolds, confirmAwaiting.all, forgetContacts],
    };
  },
  routes: reservationRoutes,
});
