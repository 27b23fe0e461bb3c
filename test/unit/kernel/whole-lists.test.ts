import type { GraphAnswer, GraphRequest } from '../../../shared/kernel/graph';
import type { Json } from '../../../shared/kernel/json';
import { isUnfinished, MOST_PAGES, wholeLists } from '../../../shared/kernel/whole-lists';

const ROOT = 'https://graph.example/v1.0';
const LIST: GraphRequest = { method: 'GET', path: '/a?$top=2', headers: { prefer: 'x' } };

const page = (value: readonly Json[], next?: string): GraphAnswer => ({
  kind: 'answered',
  status: 200,
  headers: {},
  body: { value, ...(next !== undefined && { '@odata.nextLink': next }) },
});

/** Follows the pages of one list, which are given by their paths. */
async function follow(first: GraphAnswer, behind: Readonly<Record<string, GraphAnswer>>, mayAsk = () => true) {
  const asked: GraphRequest[] = [];
  const send = (requests: readonly GraphRequest[]): Promise<readonly GraphAnswer[]> => {
    asked.push(...requests);
    return Promise.resolve(requests.flatMap(({ path }) => behind[path] ?? []));
  };
  const [answer] = await wholeLists(send, [LIST], [first], mayAsk);
  const body = answer?.kind === 'answered' ? answer.body : undefined;
  return { answer, body, asked };
}

describe('a list in pages', () => {
  it('is one answer with the entries of all of them, empty ones among them', async () => {
    const { body } = await follow(page([], `${ROOT}/a?$skiptoken=1`), {
      '/a?$skiptoken=1': page([1, 2], `${ROOT}/a?$skiptoken=2`),
      '/a?$skiptoken=2': page([3]),
    });

    expect(body).toEqual({ value: [1, 2, 3] });
  });

  it('is followed by its links as they came, with the headers of its first page', async () => {
    const { asked } = await follow(page([], `${ROOT}/a?$skiptoken=%2Bx%3d&z=$1'`), {});

    expect(asked).toEqual([{ ...LIST, path: "/a?$skiptoken=%2Bx%3d&z=$1'" }]);
  });

  it('is read beside others in one call a step', async () => {
    const sizes: number[] = [];
    const send = (requests: readonly GraphRequest[]): Promise<readonly GraphAnswer[]> => {
      sizes.push(requests.length);
      return Promise.resolve(requests.map(({ path }) => (path === '/b?2' ? page([2], `${ROOT}/b?3`) : page([9]))));
    };

    const answers = await wholeLists(send, [LIST, LIST, LIST], [page([], `${ROOT}/a?2`), page([0]), page([1], `${ROOT}/b?2`)], () => true);

    expect(sizes).toEqual([2, 1]);
    expect(answers.map((answer) => (answer.kind === 'answered' ? answer.body : undefined))).toEqual([
      { value: [9] },
      { value: [0] },
      { value: [1, 2, 9] },
    ]);
  });

  it.each<[string, GraphAnswer]>([
    ['is refused', { kind: 'answered', status: 429, headers: { 'retry-after': '7' } }],
    ['does not come', { kind: 'unanswered', reason: 'time-out' }],
  ])('is answered as its next page where that %s', async (_how, refused) => {
    const { answer } = await follow(page([1], `${ROOT}/a?2`), { '/a?2': refused });

    expect(answer).toEqual(refused);
  });

  it.each([
    [
      'has more pages than are followed',
      `${ROOT}/a?2`,
      { '/a?2': page([1], `${ROOT}/a?3`), '/a?3': page([1], `${ROOT}/a?2`) },
      MOST_PAGES - 1,
    ],
    ['names itself', `${ROOT}/a?2`, { '/a?2': page([1], `${ROOT}/a?2`) }, 1],
    ['leads to another version', 'https://graph.example/beta/a', {}, 0],
    ['has a link that is none', 'https://graph.example/v1.0/a b', {}, 0],
  ])('stays unfinished where it %s', async (_why, next, behind, requests) => {
    const { body, asked } = await follow(page([0], next), behind);

    expect(isUnfinished(body)).toBe(true);
    expect(asked).toHaveLength(requests);
  });

  it('stays unfinished where there is no time left', async () => {
    let left = 2;
    const { body, asked } = await follow(
      page([0], `${ROOT}/a?2`),
      { '/a?2': page([1], `${ROOT}/a?3`), '/a?3': page([2], `${ROOT}/a?2`) },
      () => left-- > 0,
    );

    expect(isUnfinished(body)).toBe(true);
    expect(asked).toHaveLength(2);
  });

  it('is not asked for where the request was a write, whatever its answer holds', async () => {
    const answer = page([1], `${ROOT}/a?2`);
    const send = (): Promise<readonly GraphAnswer[]> => Promise.reject(new Error('nothing is to be sent'));

    expect(await wholeLists(send, [{ method: 'POST', path: '/a' }], [answer], () => true)).toEqual([answer]);
  });
});
