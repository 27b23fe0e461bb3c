import { busy, created, ok, problem } from '../host/answer';
import { actorOf } from '../host/caller';
import { operation, type AnswerOf, type Contract } from '../host/operation';
import { NoticeBody, NoticePath, NoticeView } from '../../shared/notice-board/messages';
import type { Notice } from '../../shared/notice-board/model';
import type { PutNotice } from '../../shared/notice-board/put-notice';

const contract = {
  summary: 'Put a notice into a calendar as an all-day event, or change it',
  tag: 'Notices',
  access: { permission: 'notices.write' },
  params: NoticePath,
  body: NoticeBody,
  answers: {
    200: { description: 'Changed, or as it was.', schema: NoticeView },
    201: { description: 'Created.', schema: NoticeView, headers: ['Location'] },
  },
  problems: ['other-calendar', 'busy'],
} as const satisfies Contract;

export const putNoticeHttp = (put: PutNotice) =>
  operation(contract, async ({ params: { id }, body, caller, correlationId }): Promise<AnswerOf<typeof contract>> => {
    const outcome = await put({ id, ...body }, { actor: actorOf(caller), action: 'notice.put', correlationId });
    switch (outcome.kind) {
      case 'created':
        return created(view(outcome.notice), `/api/v1/notices/${id}`);
      case 'changed':
      case 'unchanged':
        return ok(view(outcome.notice));
      case 'other-calendar':
        return problem('other-calendar', { detail: `It stands in ${outcome.mailbox}. Remove it and put it anew.` });
      case 'busy':
        return busy();
    }
  });

const view = ({ id, mailbox, date, text }: Notice): NoticeView => ({ id, mailbox, date, text });
