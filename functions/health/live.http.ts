import { ok } from '../host/answer';
import { whoever } from '../host/caller';
import { operation, type Contract } from '../host/operation';
import { Liveness } from '../../shared/health/messages';

const contract = {
  summary: 'Does the process answer?',
  tag: 'Health',
  access: whoever,
  queryIgnored: true,
  answers: { 200: { description: 'It does.', schema: Liveness } },
} as const satisfies Contract;

export const liveHttp = () => operation(contract, () => ok({ status: 'live' }));
