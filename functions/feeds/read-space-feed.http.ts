import { notModified, problem, text } from '../host/answer';
import { operation, type AnswerOf, type Contract } from '../host/operation';
import { namesTag } from '../../shared/kernel/entity-tags';
import { FeedHeaders, FeedPath, FeedText } from '../../shared/feeds/messages';
import type { ReadSpaceFeed } from '../../shared/feeds/read-space-feed';

const CALENDAR = 'text/calendar; charset=utf-8';

const contract = {
  summary: 'The public calendar of a space, to subscribe to: when it is reserved, 30 days back and 400 ahead',
  tag: 'Spaces',
  access: { signInIgnored: true },
  queryIgnored: true,
  params: FeedPath,
  missing: 'space-not-found',
  headers: FeedHeaders,
  answers: {
    200: { description: 'The calendar.', schema: FeedText, contentType: CALENDAR, headers: ['ETag'] },
    304: { description: 'It is as `If-None-Match` says.', headers: ['ETag'] },
  },
} as const satisfies Contract;

export const readSpaceFeedHttp = (read: ReadSpaceFeed) =>
  operation(contract, async ({ params: { id }, headers }): Promise<AnswerOf<typeof contract>> => {
    const feed = await read(id);
    if (!feed) return problem('space-not-found');
    const etag = `"${feed.version}"`;
    const kept = { etag, 'cache-control': 'public, max-age=300' };
    const known = headers['if-none-match'];
    if (known !== undefined && namesTag(known, etag)) return notModified(kept);
    return text(CALENDAR, feed.text, kept);
  });
