import { ExternalFailure } from '../../shared/kernel/failure';
import { linkWithin } from '../../shared/links/token';
import type { CancelByLink, SeeByLink, Seen } from '../../shared/links/use-link';
import { problem } from '../host/answer';
import { correlationIdOf } from '../host/correlation';
import { rateLimited } from '../host/clients';
import type { Edge } from '../host/on-http';
import type { RawAnswer, RawRoute } from '../host/route';
import { factsOf } from './facts';
import { readForm } from './form';
import { FORM_HEADERS } from './headers';
import { refusalPage, seenPage, type SeenPage, type Step } from './page';
import { WORDS } from './words';

interface Deps {
  readonly seeByLink: SeeByLink;
  readonly cancelByLink: CancelByLink;
  readonly organisationName: string;
  readonly edge: Pick<Edge, 'clock' | 'log' | 'clients'>;
}

/** The page without a script: the link is pasted into a form and travels in bodies. The first post shows, the second asks, the third cancels. */
export const manageFormHttp =
  ({ seeByLink, cancelByLink, organisationName, edge: { clock, log, clients } }: Deps): RawRoute['handler'] =>
  async (request) => {
    const correlationId = correlationIdOf(request.headers, () => clock.id());
    const answer = (status: number, body: string, more: Readonly<Record<string, string>> = {}): RawAnswer => ({
      status,
      headers: { ...FORM_HEADERS, 'x-correlation-id': correlationId, ...more },
      body,
    });
    const refused = (status: number, code: string, says: string, more: Readonly<Record<string, string>> = {}): RawAnswer => {
      log.info('http.refused', { function: 'manage-form', code, correlationId });
      return { ...answer(status, refusalPage(organisationName, says), more), refusal: problem(code, { detail: says, headers: more }) };
    };
    const tooMany = async (purpose: Parameters<typeof rateLimited>[1]): Promise<RawAnswer | undefined> => {
      const limited = await rateLimited(clients, purpose, request.headers);
      return limited && refused(429, limited.problem.code, WORDS.tooMany, limited.problem.headers);
    };
    const shown = (status: number, seen: Seen, page: Pick<SeenPage, 'says' | 'buttons'>, link: string): RawAnswer =>
      answer(status, seenPage(organisationName, { heading: seen.reservation.title, facts: factsOf(seen), link, ...page }));
    const unusable = async (): Promise<RawAnswer> =>
      (await tooMany('wrong-links')) ?? refused(404, 'reservation-not-found', WORDS.unusable);

    const cancel = async (link: string): Promise<RawAnswer> => {
      const limited = await tooMany('writes');
      if (limited) return limited;
      const outcome = await cancelByLink(link, correlationId);
      if (!outcome) return unusable();
      if (outcome.kind === 'busy') return later(link, 'cancel');
      return outcome.kind === 'done'
        ? shown(200, outcome.seen, { says: WORDS.cancelled, buttons: [] }, link)
        : {
            ...shown(409, outcome.seen, { says: WORDS.tooLate, buttons: [] }, link),
            refusal: problem('not-possible-now', { detail: WORDS.tooLate }),
          };
    };
    const see = async (link: string, step: Step): Promise<RawAnswer> => {
      const seen = await seeByLink(link);
      if (!seen) return unusable();
      if (!canBeCancelled(seen, clock.now())) return shown(200, seen, { buttons: [] }, link);
      return step === 'ask'
        ? shown(200, seen, { says: WORDS.question, buttons: [REALLY, KEEP] }, link)
        : shown(200, seen, { buttons: [CANCEL] }, link);
    };
    const later = (link: string, step: Step): RawAnswer => ({
      ...answer(503, refusalPage(organisationName, WORDS.failed, { link, step }), WAIT),
      refusal: problem('temporarily-unavailable', { detail: WORDS.failed, headers: WAIT }),
    });

    let sent: { readonly link: string; readonly step: Step } | undefined;
    try {
      const form = await readForm(request);
      if (form.kind === 'unusable') return refused(form.status, form.code, WORDS.unusable);
      const { step } = form;
      const link = linkWithin(form.pasted);
      sent = { link, step };
      return await (step === 'cancel' ? cancel(link) : see(link, step));
    } catch (error) {
      if (error instanceof ExternalFailure) {
        log.warn('http.outside-failed', { function: 'manage-form', where: error.where, failure: error.failure.kind, correlationId });
        return later(sent?.link ?? '', sent?.step ?? 'show');
      }
      log.error('http.defect', { function: 'manage-form', correlationId }, error);
      return { ...answer(500, refusalPage(organisationName, WORDS.failed)), refusal: problem('defect', { detail: WORDS.failed }) };
    }
  };

const WAIT = { 'retry-after': '60' };
const CANCEL = { step: 'ask', words: WORDS.cancel, stop: true } as const;
const REALLY = { step: 'cancel', words: WORDS.really, stop: true } as const;
const KEEP = { step: 'show', words: WORDS.keep } as const;

const canBeCancelled = ({ reservation: { status, endsAt } }: Seen, now: number): boolean =>
  (status === 'pending' || status === 'approved') && endsAt > now;
