import { anyone } from '../host/caller';
import { operation, type AnswerOf, type Contract } from '../host/operation';
import { ReadinessView } from '../../shared/health/messages';
import type { ReadReadiness } from './readiness';

const contract = {
  summary: 'Can requests be served, and what is the state of each dependency?',
  tag: 'Health',
  access: anyone,
  answers: {
    200: { description: 'Ready.', schema: ReadinessView },
    503: { description: 'The database cannot be reached.', schema: ReadinessView },
  },
} as const satisfies Contract;

export const readyHttp = (read: ReadReadiness) =>
  operation(contract, async (): Promise<AnswerOf<typeof contract>> => {
    const body = await read();
    return { kind: 'json', status: body.status === 'ready' ? 200 : 503, body, headers: { 'cache-control': 'no-store' } };
  });
