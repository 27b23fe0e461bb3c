import { whoever } from '../host/caller';
import { operation, type AnswerOf, type Contract } from '../host/operation';
import { NotReady, ReadinessView, type UnusableSettings } from '../../shared/health/messages';
import type { ReadReadiness } from './readiness';

const contract = {
  summary: 'Can requests be served, and what is the state of each dependency?',
  tag: 'Health',
  access: whoever,
  answers: {
    200: { description: 'Ready.', schema: ReadinessView },
    503: {
      description: 'The database cannot be reached, or the settings cannot be used and nothing but health is served.',
      schema: NotReady,
    },
  },
} as const satisfies Contract;

export const readyHttp = (read: ReadReadiness) =>
  operation(contract, async (): Promise<AnswerOf<typeof contract>> => {
    const body = await read();
    return { kind: 'json', status: body.status === 'ready' ? 200 : 503, body, headers: { 'cache-control': 'no-store' } };
  });

/** The same where the settings cannot be used: nothing is asked, each fault is named. */
export const unusableHttp = (faults: readonly string[]) =>
  operation(contract, (): AnswerOf<typeof contract> => {
    const body: UnusableSettings = { status: 'not-ready', settings: { state: 'unusable', faults: [...faults] } };
    return { kind: 'json', status: 503, body, headers: { 'cache-control': 'no-store' } };
  });
