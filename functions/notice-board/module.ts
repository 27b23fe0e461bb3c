import { noticeKind } from '../../shared/notice-board/kind';
import { makePutNotice } from '../../shared/notice-board/put-notice';
import { makeRemoveNotice } from '../../shared/notice-board/remove-notice';
import { makeCommitWishes } from '../../shared/sync/commit-wishes';
import { makeSendNudge } from '../../shared/sync/lane/nudge';
import { capability } from '../host/capability';
import { del, put } from '../host/route';
import { NOTICE_PERMISSIONS } from './permissions';
import { NOTICE_PROBLEMS } from './problems';
import { putNoticeHttp } from './put-notice.http';
import { removeNoticeHttp } from './remove-notice.http';

/** An administrator's texts, each as one all-day event in a calendar. */
export const noticeBoard = capability('notice-board', {
  problems: NOTICE_PROBLEMS,
  permissions: NOTICE_PERMISSIONS,
  needs: {
    graph: [
      {
        permission: 'Calendars.ReadWrite',
        why: 'notices in calendars',
        over: 'the mailboxes that are to show notices',
        without: 'notices wait, `blocked`; all else goes on',
      },
    ],
    containers: [{ name: 'items', why: 'notices' }],
  },
  wire: (outside) => {
    const { database, clock } = outside;
    const commitWishes = makeCommitWishes({ database, sendNudge: makeSendNudge(outside) });
    const deps = { database, clock, commitWishes };
    return { use: { putNotice: makePutNotice(deps), removeNotice: makeRemoveNotice(deps) }, kinds: [noticeKind] };
  },
  routes: ({ putNotice, removeNotice }) => [
    put('put-notice', 'api/v1/notices/{id}', putNoticeHttp(putNotice)),
    del('remove-notice', 'api/v1/notices/{id}', removeNoticeHttp(removeNotice)),
  ],
});
