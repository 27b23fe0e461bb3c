import { EVERY_METHOD } from '../../functions/host/last-route';
import { rawHttp } from '../../functions/host/raw-http';
import { HttpRequest, InvocationContext } from '@azure/functions';
import { Api, anApi, type Got } from './support/api';

/** Addresses that there are, with something that fits each, and some that there are not. */
const addressesOf = (api: Api): readonly string[] => [
  ...new Set(api.https.map(({ route }) => `/${route.replace('{*path}', 'no/such/page').replaceAll(/\{\w+\}/g, 'oak')}`)),
  ...['/', '/api', '/api/v2/spaces', '/manage/x', '/api/v1/spaces/oak/nothing', '/favicon.ico'],
];

const PAGES = ['/manage', '/decide'];

/** What is wrong with an answer that says no. */
function wrongOf({ status, headers, body, text }: Got, html: boolean): string | undefined {
  if (status < 400) return undefined;
  const type = headers['content-type'] ?? 'no type';
  if (html) return type.startsWith('text/html') && text.includes('<h1') ? undefined : `${status} ${type}`;
  const told = type === 'application/problem+json' && body['status'] === status && typeof body['code'] === 'string';
  return told && typeof body['title'] === 'string' ? undefined : `${status} ${type}`;
}

describe('every answer that says no, on every address and by every method', () => {
  it.each<[string, string | undefined]>([
    ['nothing', undefined],
    ['anything', '*/*'],
    ['JSON', 'application/json'],
    ['no HTML', 'text/html;q=0, application/problem+json'],
    ['HTML, as a browser does', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
  ])('is a problem document where the request accepts %s; of a page a page', async (_, accept) => {
    const api = await anApi();
    const headers = accept === undefined ? {} : { accept };

    const wrongs: string[] = [];
    let refused = 0;
    for (const address of addressesOf(api))
      for (const method of EVERY_METHOD) {
        const got = await api.send(method, `${address}?x=1`, { headers });
        const isForm = address === '/manage' && method === 'POST';
        const html = PAGES.includes(address) && (accept?.startsWith('text/html,') === true || (isForm && (accept ?? '*/*') === '*/*'));
        const wrong = wrongOf(got, html);
        if (got.status >= 400) refused += 1;
        if (wrong !== undefined) wrongs.push(`${method} ${address}: ${wrong}`);
      }

    expect(refused).toBeGreaterThan(100);
    expect(wrongs).toEqual([]);
  });

  it('of a page has the words and the status of the problem document', async () => {
    const api = new Api();

    const page = await api.send('DELETE', '/decide', { headers: { accept: 'text/html' } });
    const document = await api.send('DELETE', '/decide', { headers: { accept: 'application/json' } });

    expect(page).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD', 'x-content-type-options': 'nosniff' } });
    expect(document).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    for (const words of ['title', 'detail']) expect(page.text).toContain(String(document.body[words]));
  });

  it('is one also where the store cannot be reached behind a page, or a page is broken', async () => {
    const api = await anApi();
    const { body } = await api.submit();
    api.fault({ core: 'database', match: {}, when: 'before', effect: { kind: 'refuse', status: 503 } });
    const form = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
    const link = new URLSearchParams({ link: String(body['manageUrl']) }).toString();

    expect(await api.send('POST', '/manage', { headers: form, body: link })).toMatchObject({
      status: 503,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '60' },
      body: { code: 'temporarily-unavailable' },
    });
    const broken = rawHttp(
      { name: 'broken', methods: ['GET'], route: 'x', handler: () => Promise.reject(new Error('a secret')) },
      { ...api.app.edge },
    );
    const request = new HttpRequest({ method: 'GET', url: 'https://book.city.example/x' });
    const said = await broken(request, new InvocationContext({ functionName: 'broken' }));
    expect(said).toMatchObject({ status: 500, headers: { 'content-type': 'application/problem+json' } });
    expect(JSON.stringify(said)).not.toContain('secret');
  });
});
