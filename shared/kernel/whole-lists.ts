import type { Graph, GraphAnswer, GraphRequest } from './graph';
import { isObject, type Json, type JsonObject } from './json';

/** Pages of one list that are followed; 999 members a page, so that a group of 100,000 is still read as a whole. */
export const MOST_PAGES = 101;

const LINK = '@odata.nextLink';

/** A page that names a next one is an unfinished answer, empty or not. */
export const isUnfinished = (body: Json | undefined): boolean => isObject(body) && body[LINK] !== undefined;

type Page = Omit<Extract<GraphAnswer, { kind: 'answered' }>, 'body'> & { readonly body: JsonObject };

interface Reading {
  readonly answer: GraphAnswer;
  /** The entries of all pages so far; absent: it is no list. */
  readonly values?: readonly Json[];
  /** The path of the next page; absent: there is none, or none that may be asked for. */
  readonly next?: string;
}

/**
 * The answers to requests that were sent, with the lists among them read to their end: each next link as it came, all lists of a step in one
 * call. A page that is refused or does not come is the answer for its list. A list that is longer than `MOST_PAGES`, or not at its end when
 * `mayAsk` says no, keeps its link: it is unfinished.
 */
export async function wholeLists(
  send: (requests: readonly GraphRequest[]) => ReturnType<Graph['send']>,
  requests: readonly GraphRequest[],
  answers: readonly GraphAnswer[],
  mayAsk: () => boolean,
): Promise<readonly GraphAnswer[]> {
  const readings = answers.map((answer, at): Reading => (requests[at]?.method === 'GET' ? read(answer, []) : { answer }));
  for (let pages = 1; pages < MOST_PAGES && mayAsk(); pages += 1) {
    const open = readings.flatMap(({ values = [], next }, at) => {
      const first = requests[at];
      return next === undefined || !first ? [] : [{ at, values, next, request: { ...first, path: next } }];
    });
    if (open.length === 0) break;
    const came = await send(open.map(({ request }) => request));
    open.forEach(({ at, values, next }, index) => {
      readings[at] = read(came[index] ?? NO_ANSWER, values, next);
    });
  }
  return readings.map(({ answer, values }) => (values && isPage(answer) ? withValues(answer, values) : answer));
}

const NO_ANSWER: GraphAnswer = { kind: 'unanswered', reason: 'no answer' };

function read(answer: GraphAnswer, before: readonly Json[], asked?: string): Reading {
  if (!isPage(answer)) return { answer };
  const own = answer.body['value'];
  const values = [...before, ...(Array.isArray(own) ? (own as readonly Json[]) : [])]; // isArray widens to any[]
  const next = pathOf(answer.body[LINK]);
  // A page that names itself has no end.
  return { answer, values, ...(next !== undefined && next !== asked && { next }) };
}

const isPage = (answer: GraphAnswer): answer is Page =>
  answer.kind === 'answered' && answer.status === 200 && isObject(answer.body) && Array.isArray(answer.body['value']);

const withValues = (page: Page, value: readonly Json[]): Page => ({ ...page, body: { ...page.body, value } });

/** Below the version root and otherwise untouched; undefined where it leads to another version. The host is always our own. */
const pathOf = (link: Json | undefined): string | undefined =>
  typeof link === 'string' ? /^https:\/\/[^/?#@\\\s]+\/v1\.0(\/[^#\\\s]*)$/.exec(link)?.[1] : undefined;
