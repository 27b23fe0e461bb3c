import { busy, noContent, problem } from '../host/answer';
import { actorOf } from '../host/caller';
import { operation, type AnswerOf, type Contract } from '../host/operation';
import { NoticePath } from '../../shared/notice-board/messages';
import type { RemoveNotice } from '../../shared/notice-board/remove-notice';

const contract = {
  summary: 'Remove a notice; its event goes as soon as Microsoft takes the removal',
  tag: 'Notices',
  access: { permission: 'notices.write' },
  params: NoticePath,
  missing: 'notice-not-found',
  answers: { 204: { description: 'Removed.' } },
  problems: ['busy'],
} as const satisfies Contract;

export const removeNoticeHttp = (remove: RemoveNotice) =>
  operation(contract, async ({ params: { id }, caller, correlationId }): Promise<AnswerOf<typeof contract>> => {
    const outcome = await remove(id, { actor: actorOf(caller), action: 'notice.remove', correlationId });
    switch (outcome) {
      case 'removed':
        return noContent();
      case 'unknown-notice':
        return problem('notice-not-found');
      case 'busy':
        return busy();
    }
  });
