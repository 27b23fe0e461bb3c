import { liquidTemplates } from '../shared/adapters/liquid/fill-template';
import { icalCalendar } from '../shared/adapters/ical/ical-calendar';
import { publicDigest } from '../shared/adapters/ical/public-digest';
import { makeReadAvailability } from '../shared/availability/read-availability';
import { makeReadLive } from '../shared/availability/read-live';
import { makeSearchAvailability } from '../shared/availability/search-availability';
import { makeReadSpaceFeed } from '../shared/feeds/read-space-feed';
import { makeReadSchedules } from '../shared/free-busy/read-schedules';
import { ExternalFailure } from '../shared/kernel/failure';
import { toSpaceId } from '../shared/kernel/ids';
import type { Log } from '../shared/kernel/log';
import { makeDecideLinks } from '../shared/links/decide-links';
import { makeLinkKeys } from '../shared/links/keys';
import { makeReservationLinks } from '../shared/links/reservation-links';
import { makeCancelByLink, makeSeeByLink } from '../shared/links/use-link';
import { makeCountClient } from '../shared/limits/count-client';
import type { CountClient } from '../shared/limits/ports';
import { mailKind } from '../shared/mail/kind';
import { makeListMailTemplates } from '../shared/mail/list-templates';
import { makeMailsFor } from '../shared/mail/make-mails';
import { makePreviewMail } from '../shared/mail/preview-mail';
import { placeKind } from '../shared/places/kind';
import { makeWishPlace } from '../shared/places/wish-place';
import { makeReadLastMail } from '../shared/mail/read-last-mail';
import { makeSenderHindrance } from '../shared/mail/sender';
import { makeReadConsequences, makeWeighReservation } from '../shared/reservations/consequences/read-consequences';
import { sentencesOf } from '../shared/reservations/consequences/sentences';
import { makeChangeReservation } from '../shared/reservations/moves/change-reservation';
import { makeExpireHolds } from '../shared/reservations/expire-holds';
import { makeFinishMoves } from '../shared/reservations/moves/finish-moves';
import { makeCountStanding } from '../shared/reservations/ledger/count-standing';
import { makeDecideReservation } from '../shared/reservations/decide-reservation';
import { makeDecideSubmissions } from '../shared/reservations/ledger/decide-submissions';
import { houseRules } from '../shared/reservations/house-rules-port';
import { makeAskExchange } from '../shared/reservations/exchange/ask-exchange';
import { makeConfirmAwaiting } from '../shared/reservations/exchange/confirm-awaiting';
import { makeFindStrangers } from '../shared/reservations/exchange/own-events';
import { reservationEventKind } from '../shared/reservations/kind';
import { makeListReservations } from '../shared/reservations/list-reservations';
import type { Reservation } from '../shared/reservations/model';
import { makeForgetContacts } from '../shared/reservations/retention/forget-contacts';
import { makeSetLegalHold } from '../shared/reservations/retention/set-legal-hold';
import { makeReadReservation } from '../shared/reservations/read-reservation';
import { makeRevokeLinks } from '../shared/reservations/revoke-links';
import { makeFindReservation } from '../shared/reservations/stored-reservation';
import { makeSubmitReservation } from '../shared/reservations/submit-reservation';
import { sessionEventKind } from '../shared/reservations/sessions/kind';
import { makeFindLedger, makeReadSpace } from '../shared/spaces/find-ledger';
import type { FindLedger } from '../shared/spaces/ports';
import { makeListSpaces } from '../shared/spaces/list-spaces';
import { ledgerPartition } from '../shared/spaces/model';
import { makePutSpace } from '../shared/spaces/put-space';
import { kindsOf } from '../shared/sync/kind';
import { laneTag } from '../shared/sync/lane/lane-tag';
import { OWN_RIGHT } from '../shared/sync/lane/right';
import { makeSendNudge } from '../shared/sync/lane/nudge';
import { makeCommitWishes } from '../shared/sync/commit-wishes';
import { makeListSyncItems, makeReadSyncItem } from '../shared/sync/read/read-items';
import { makeListLanes, makeReadBlocks } from '../shared/sync/read/read-lanes';
import { makeRetryItem } from '../shared/sync/read/retry-item';
import { makeSweep } from '../shared/sync/sweep';
import { makeWorkLane, type WorkLane } from '../shared/sync/work-lane';
import { makeReadReadiness, watchedBus, type SettingsState } from './health/readiness';
import { makeContactLimits } from './limits/contact-limits';
import { makeViewSpace } from './spaces/view';
import { once } from './host/once';
import type { Outside } from './outside';

/** The settings that use cases know; the others are about how the outside is reached. */
export interface Values extends SettingsState {
  readonly eventSubjectTemplate: string;
  readonly unknownSettleMs: number;
  readonly defaultTimeZone: string;
  readonly appUrl: string;
  readonly organisationName: string;
  readonly clients: { readonly trustedProxyHops: number; readonly writesPerHour: number };
  readonly mail: {
    readonly sender?: string | undefined;
    readonly replyTo?: string | undefined;
    readonly approver?: string | undefined;
    readonly perMinute: number;
  };
  /** Absent: Exchange is never asked what is free. */
  readonly scheduleReader?: string | undefined;
  /** How long what is personal is kept: of a reservation after its end, of a mail after it was sent. */
  readonly retention: { readonly contactDays: number; readonly mailDays: number };
  /** Absent: the room finder is not written to. */
  readonly places?: 'write' | 'off' | undefined;
}

export type App = ReturnType<typeof compose>;

/** The use cases, wired. Nothing is connected yet: adapters connect at their first operation. */
export function compose(values: Values, outside: Outside) {
  const { database, graph, clock, log, signing, previousSigning, checkStaff } = outside;
  const { bus, state: busState } = watchedBus(outside.bus);
  const sendNudge = makeSendNudge({ bus, clock, log });
  const commitWishes = makeCommitWishes({ database, sendNudge });
  const {
    eventSubjectTemplate: subjectTemplate,
    unknownSettleMs,
    defaultTimeZone,
    appUrl,
    organisationName,
    mail,
    scheduleReader,
    places,
    retention,
  } = values;

  const asks = scheduleReader !== undefined && values.microsoft.state === 'enabled';
  const readSchedules = asks ? makeReadSchedules({ graph, clock, log, reader: scheduleReader }) : undefined;
  const findLedger = makeFindLedger({ database });
  const readSpace = makeReadSpace({ database, findLedger });
  const listSpaces = makeListSpaces({ database });
  const readLive = readSchedules
    ? makeReadLive({ readSchedules, findStrangers: makeFindStrangers({ database, clock }) })
    : () => Promise.resolve(new Map());
  const countStanding = makeCountStanding({ database, clock });
  const linkKeys = makeLinkKeys({ signing, previousSigning, log });
  const contacts = makeContactLimits({ database, clock, readSpace, signing, mailsAreMade: mail.sender !== undefined });
  const { admit, countMail, isProven, prove: proveContact } = contacts;
  const links = makeReservationLinks({ keys: linkKeys, clock, log, appUrl, proveContact });
  const fill = liquidTemplates();
  const mailUrl = orNull((reservation: Reservation) => links.urlOf('mail', reservation));
  // Staff who look at a preview have not read the contact's mail.
  const previewUrl = orNull((reservation: Reservation) => links.urlOf('manage', reservation));
  const decideLinks = makeDecideLinks({ keys: linkKeys, clock, appUrl });
  const counter = once(async () => makeCountClient({ database, clock, most: mostOfClients(values), digest: await signing() }));
  const countClient: CountClient = async (...request) => (await counter())(...request);
  const weighReservation = makeWeighReservation({ database, clock });
  const asking = {
    approver: mail.approver,
    decideUrl: orNull((reservation: Reservation) => decideLinks.urlOf(reservation)),
    consequences: async (reservation: Reservation) => {
      const consequences = await weighReservation(reservation);
      return consequences ? sentencesOf(consequences) : [];
    },
  };
  const mailsFor = makeMailsFor({
    database,
    fill,
    sender: mail.sender,
    organisation: organisationName,
    manageUrl: mailUrl,
    countMail,
    asking,
  });
  const hindrance = makeSenderHindrance({ database, readSpace });
  const askExchange = readSchedules && makeAskExchange({ database, clock, readSchedules });
  const decide = makeDecideSubmissions({ database, clock, subjectTemplate, mailsFor, commitWishes, askExchange });
  const decision = { database, clock, log, commitWishes, subjectTemplate, mailsFor };
  const readReservation = makeReadReservation({ database });
  const confirm = makeDecideReservation('confirm', decision);
  const confirmAwaiting = makeConfirmAwaiting({ database, clock, log, confirm, askExchange });
  const kinds = kindsOf([
    reservationEventKind({ onSettled: confirmAwaiting.settled }),
    sessionEventKind,
    mailKind({ ...mail, keepDays: retention.mailDays, hindrance }),
    placeKind({ writes: places === 'write', partitionOf: partitionOfSpace(findLedger) }),
  ]);
  const readSyncItem = makeReadSyncItem({ database, clock, kinds });
  const submitter = once(async () =>
    makeSubmitReservation({ database, findLedger, readSpace, decide, admit, clock, log, digest: await signing() }),
  );
  const services = { graph: (as: string) => (as === OWN_RIGHT.as ? graph : undefined) };
  const worker = once(async () => makeWorkLane({ database, bus, services, clock, log, kinds, unknownSettleMs, digest: await signing() }));
  const readLastMail = makeReadLastMail({ database });
  const seeByLink = makeSeeByLink({ links, readReservation, readSpace, readLastMail });
  const cancelReservation = makeDecideReservation('cancel', decision);

  return {
    submitReservation: async (request: Parameters<Awaited<ReturnType<typeof submitter>>>[0]) => (await submitter())(request),
    approveReservation: makeDecideReservation('approve', decision),
    denyReservation: makeDecideReservation('deny', decision),
    cancelReservation,
    changeReservation: makeChangeReservation({ ...decision, findLedger, admit, askExchange }),
    revokeLinks: makeRevokeLinks({ database, log }),
    setLegalHold: makeSetLegalHold({ database, clock, log }),
    forgetContacts: makeForgetContacts({ database, clock, log, keepDays: retention.contactDays }),
    expireHolds: makeExpireHolds({ database, clock, log, expire: makeDecideReservation('expire', decision) }),
    confirmAwaiting: confirmAwaiting.all,
    finishMoves: makeFinishMoves({ database, clock, log }),
    readReservation,
    readConsequences: makeReadConsequences({ database, read: readReservation, weighReservation }),
    decideLinks,
    readLastMail,
    seeByLink,
    cancelByLink: makeCancelByLink({ links, seeByLink, cancel: cancelReservation }),
    listReservations: makeListReservations({ database }),
    links,

    readAvailability: makeReadAvailability({ database, readSpace, readLive }),
    searchAvailability: makeSearchAvailability({
      database,
      clock,
      listSpaces,
      rules: houseRules,
      readLive,
    }),

    putSpace: makePutSpace({
      ...{ database, findLedger, readSpace, countStanding, clock, log, commitWishes },
      mailSender: mail.sender,
      wishPlace: places === 'write' ? makeWishPlace({ database, clock }) : undefined,
    }),
    readSpace,
    listSpaces,
    readSpaceFeed: makeReadSpaceFeed({ database, readSpace, clock, digest: publicDigest, writeCalendar: icalCalendar, appUrl }),
    viewSpace: makeViewSpace(appUrl),
    defaultTimeZone,

    isProven,
    previewMail: makePreviewMail({
      ...{ readSpace, fill, organisation: organisationName, manageUrl: previewUrl, isProven },
      findReservation: makeFindReservation({ database }),
    }),
    listMailTemplates: makeListMailTemplates({ sender: mail.sender, hindrance, clock }),

    workLane: workLaneWhenSigned(worker, log),
    sweep: makeSweep({ database, bus, clock, log, kinds }),
    readSyncItem,
    listSyncItems: makeListSyncItems({ database, clock }),
    retryItem: makeRetryItem({ database, clock, log, sendNudge, kinds, readSyncItem }),
    listLanes: makeListLanes({ database }),

    readReadiness: makeReadReadiness({
      busState,
      readBlocks: makeReadBlocks({ database }),
      settings: values,
    }),
    appUrl,
    organisationName,
    edge: { checkStaff, clock, log, clients: { trustedProxyHops: values.clients.trustedProxyHops, count: countClient } },
  };
}

/** An hour. Links hold 256 bits of proof: the few wrong ones are mistakes, and more of them are noise. */
const mostOfClients = ({ clients: { writesPerHour } }: Values) => ({
  writes: writesPerHour,
  searches: writesPerHour * SEARCHES_PER_WRITE,
  'wrong-links': 20,
});
/** Whoever books looks around first. Each look may ask Exchange, whose patience all share. */
const SEARCHES_PER_WRITE = 20;

/** What belongs to a space lives with it. */
const partitionOfSpace = (findLedger: FindLedger) => async (key: string) => {
  const space = toSpaceId(key);
  const ledger = space && (await findLedger(space));
  return ledger && ledgerPartition(ledger);
};

/** What a part that cannot be reached at present would have given is left out. */
const orNull =
  <A, T>(ask: (about: A) => Promise<T>) =>
  async (about: A): Promise<T | null> => {
    try {
      return await ask(about);
    } catch (error) {
      if (error instanceof ExternalFailure) return null;
      throw error;
    }
  };

/** Without the signing key no lane can work; the sweep nudges again. The dead-letter queue is for defects. */
const workLaneWhenSigned =
  (worker: () => Promise<WorkLane>, log: Log): WorkLane =>
  async (lane, nudged) => {
    let workLane: WorkLane;
    try {
      workLane = await worker();
    } catch (error) {
      if (!(error instanceof ExternalFailure)) throw error;
      log.warn('sync.lane.no-signing-key', { lane: laneTag(lane), where: error.where, failure: error.failure.kind });
      return;
    }
    await workLane(lane, nudged);
  };
