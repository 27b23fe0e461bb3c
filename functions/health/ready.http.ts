import { whoever } from '../host/caller';
import { operation, type AnswerOf, type Contract } from '../host/operation';
import { NotReady, ReadinessView, type UnusableSettings } from '../../shared/health/messages';
import type { Readiness, ReadReadiness } from './readiness';

const contract = {
  summary: 'Does the main job work, and what must whom mend?',
  tag: 'Health',
  access: whoever,
  queryIgnored: true,
  answers: {
    200: { description: 'Ready.', schema: ReadinessView },
    503: {
      description:
        'Something that a person must mend stops the main job, named in `problems`; or the settings cannot be used and nothing but health is served.',
      schema: NotReady,
    },
  },
} as const satisfies Contract;

export const readyHttp = (read: ReadReadiness, seen: (readiness: Readiness) => Promise<void>) =>
  operation(contract, async (): Promise<AnswerOf<typeof contract>> => {
    const readiness = await read();
    await seen(readiness);
    const body = readiness.view;
    return { kind: 'json', status: body.status === 'ready' ? 200 : 503, body, headers: { 'cache-control': 'no-store' } };
  });

/** The same where the settings cannot be used: nothing is asked, each fault is named. */
export const unusableHttp = (faults: readonly string[]) =>
  operation(contract, (): AnswerOf<typeof contract> => {
    const body: UnusableSettings = { status: 'not-ready', settings: { state: 'unusable', faults: [...faults] } };
    return { kind: 'json', status: 503, body, headers: { 'cache-control': 'no-store' } };
  });
