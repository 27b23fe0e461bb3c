import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { planFill } from '../../infra/local/fill/plan';
import { startFilling } from '../../infra/local/fill/start-filling';
import { SPACES, spaceBody } from '../../infra/local/seed-data';
import { Demo, NoDemo } from '../../infra/local/tour/demo';
import { Printer } from '../../infra/local/tour/printer';
import { tour } from '../../infra/local/tour/tour';
import { sixPorts, Started } from '../support/scenario/started';
import { room, useCloud } from '../support/scenario/use-cloud';

/** Whatever state the space is in. */
const ANY = { 'if-match': '*' };

const town = useCloud();

/** Longer than a hold of a lane and than the lock of a message. */
const A_HOLD_MS = 95_000;

/** Found once: later the cloud's clock has left the app's, which takes no token from the future. */
let demo: Demo;
beforeAll(async () => {
  demo = await Demo.find(town.cloud.urls);
});
afterAll(() => demo.close());

/** The tour's own code on this file's cloud, with what it says. The clock is moved on as soon as it waits for the dead worker's hold to end. */
async function walk(patience?: number): Promise<{ readonly code: number; readonly text: string }> {
  let text = '';
  const printer = new Printer({
    colours: false,
    write: (more) => {
      text += more;
      if (more.includes('What became of the booking')) town.pass(A_HOLD_MS);
    },
  });
  const code = await tour(demo, { printer, now: () => performance.now(), ...(patience !== undefined && { patience }) });
  return { code, text };
}

const standing = async () => {
  const { body } = await town.people.staff<{ items: readonly { status: string; contact: { email: string } }[] }>(
    'GET',
    '/api/v1/reservations?limit=200',
  );
  return body.items.filter(({ status, contact }) => contact.email.endsWith('@citizen.example') && ['pending', 'approved'].includes(status));
};

describe('the tour', () => {
  it('walks through the whole story in a city that is filled, and leaves nothing behind', async () => {
    await startFilling(town.cloud, undefined, planFill(town.cloud.now()).slice(0, 20)).done;

    const { code, text } = await walk();

    expect({ code, text }).toMatchObject({ code: 0, text: expect.stringContaining('All 12 steps went as promised') });
    expect(text.match(/✓/g)).toHaveLength(13);
    expect(text).not.toMatch(/✗|undefined|\[object/);
    expect(text).toMatch(/retrying: “Microsoft asked to wait/);
    expect(await standing()).toEqual([]);
    expect(town.cloud.faults.list()).toEqual([]);
  });

  it('ends with 1 when a fault never ends: it says what it waited for, and cleans up', async () => {
    town.cloud.faults.add({
      id: 'never ends',
      core: 'tenant',
      match: { operation: 'create-event', mailbox: room('oak') },
      when: 'before',
      effect: { kind: 'refuse', status: 503 },
    });

    const { code, text } = await walk(0.1);
    town.cloud.faults.clear();

    expect(code).toBe(1);
    expect(text).toContain('expected: within 20 s, that “Hold: Lantern workshop” stands in the calendar of the Oak Room');
    expect(text).toMatch(/3 of 12 steps went as promised/);
    expect(await standing()).toEqual([]);
  });

  it('ends with 1 when a room is closed', async () => {
    const [oak] = SPACES.filter(({ id }) => id === 'oak').map(spaceBody);
    expect((await town.people.staff('PUT', '/api/v1/spaces/oak', { ...oak, state: 'closed' }, ANY)).status).toBe(200);

    const { code, text } = await walk(0.1);
    await town.people.staff('PUT', '/api/v1/spaces/oak', oak, ANY);

    expect(code).toBe(1);
    expect(text).toContain('expected: an hour of the next 30 days that is free in all of them\n       seen:     none');
  });
});

describe('npm run tour', () => {
  it('wants the spaces that npm start gives a demo', async () => {
    const empty = createServer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[]}'));
    await once(empty.listen(0, '127.0.0.1'), 'listening');
    const { port } = empty.address() as AddressInfo; // it listens

    const finding = Demo.find({ api: `http://127.0.0.1:${String(port)}`, viewer: town.cloud.urls.viewer }, 0);

    await expect(finding).rejects.toThrow(new NoDemo('This demo lacks the spaces that npm start gives it: start it without --empty.'));
    empty.closeAllConnections();
    await new Promise((resolve) => empty.close(resolve));
  });

  it('says in one sentence how to start a demo when none runs, and ends with 2', async () => {
    const port = await sixPorts();

    const started = new Started('tour/main.ts', [], { PORT: String(port) });

    expect(await started.ended).toEqual({ code: 2, signal: null });
    expect(started.out).toBe('');
    expect(started.err.trim()).toBe(
      `tour: No demo runs at http://127.0.0.1:${String(port + 1)}: start one with npm start in another terminal (same PORT).`,
    );
  });
});
