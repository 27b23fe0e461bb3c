import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { logsNothingPrivate } from '../support/scenario/logs-nothing-private';
import { PRIVATE, tokenOf, type Reservation } from '../support/scenario/people';
import { until } from '../support/scenario/until';
import { at, useCloud } from '../support/scenario/use-cloud';

const town = useCloud({ instances: 2 });

/** Asks one instance, past the front that hands requests round. */
async function askAt(
  instance: number,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Response> {
  const host = town.cloud.hosts[instance];
  const server = createServer((request, response) => host?.serve(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  try {
    const response = await fetch(`http://127.0.0.1:${String(port)}${path}`, { method, headers, ...(body !== undefined && { body }) });
    return new Response(await response.text(), { status: response.status, headers: response.headers });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
const pathOf = ({ id }: Reservation): string => `/api/v1/reservations/${id}`;
const by = (link: string) => ({ authorization: `Manage ${link}` });
const statusAt = async (instance: number, reservation: Reservation, link = tokenOf(reservation)): Promise<number> =>
  (await askAt(instance, 'GET', pathOf(reservation), by(link))).status;
const revoke = (reservation: Reservation) =>
  askAt(0, 'POST', `${pathOf(reservation)}/revoke-links`, { authorization: `Bearer ${town.people.token}` });

/** Every link that was used in these stories: none may stand in a log. */
const links: string[] = [];
const booked = async (day: number): Promise<Reservation> => {
  const reservation = await town.people.booked({ space: 'oak', from: at(day, 9), to: at(day, 10) });
  links.push(tokenOf(reservation));
  return reservation;
};

describe('a link over two instances', () => {
  it('opens on both; nothing that GET, HEAD or OPTIONS do with it changes anything', async () => {
    const reservation = await booked(2);
    const link = tokenOf(reservation);

    for (const instance of [0, 1]) {
      expect(await statusAt(instance, reservation)).toBe(200);
      for (const path of ['/manage', `/manage?link=${link}&step=cancel`, `${pathOf(reservation)}/cancel`])
        for (const method of ['GET', 'HEAD', 'OPTIONS']) await askAt(instance, method, path, by(link));
    }

    expect((await town.people.read(reservation.id)).status).toBe('pending');
  });

  it('cancels nothing once it is revoked on one, by header or by form, and shows nothing soon after', async () => {
    const reservation = await booked(3);
    const link = tokenOf(reservation);
    expect(await statusAt(1, reservation)).toBe(200);

    expect((await revoke(reservation)).status).toBe(200);
    const cancel = await askAt(1, 'POST', `${pathOf(reservation)}/cancel`, by(link));
    const form = new URLSearchParams({ link, step: 'cancel' }).toString();
    const posted = await askAt(1, 'POST', '/manage', { 'content-type': 'application/x-www-form-urlencoded' }, form);

    expect([cancel.status, posted.status, await statusAt(0, reservation)]).toEqual([404, 404, 404]);
    await until('the other instance has seen it', async () => (await statusAt(1, reservation)) === 404);
    expect((await town.people.read(reservation.id)).status).toBe('pending');
  });

  it('that was made by a change of the address opens at once on the other', async () => {
    const reservation = await booked(4);
    const contact = { name: PRIVATE.name, email: `new.${PRIVATE.email}` };

    const changed = await askAt(
      0,
      'PATCH',
      pathOf(reservation),
      { ...by(tokenOf(reservation)), 'content-type': 'application/json' },
      JSON.stringify({ contact }),
    );
    const fresh = tokenOf((await changed.json()) as Reservation); // it carries the fresh link
    links.push(fresh);

    expect(await statusAt(1, reservation, fresh)).toBe(200);
    expect(await statusAt(0, reservation)).toBe(404);
  });
});

describe('a signing key', () => {
  it('that is followed by another still opens its links, while it is named; new links are signed with the new one', async () => {
    const before = await booked(5);
    // What every instance is given when it starts; the restart is the operator's.
    const settings = town.cloud.settings as Record<string, string>;
    const old = settings['SIGNING_KEY'] ?? '';
    const restart = () => Promise.all(town.cloud.hosts.map((host) => host.restart()));

    Object.assign(settings, { SIGNING_KEY: randomBytes(32).toString('base64url'), PREVIOUS_SIGNING_KEY: old });
    await restart();
    const after = await booked(6);
    expect([await statusAt(0, before), await statusAt(1, before), await statusAt(1, after)]).toEqual([200, 200, 200]);
    expect(tokenOf(after).split('.')[5]).not.toBe(tokenOf(before).split('.')[5]);

    delete settings['PREVIOUS_SIGNING_KEY'];
    await restart();
    expect([await statusAt(0, before), await statusAt(1, before), await statusAt(1, after)]).toEqual([404, 404, 200]);
    expect(town.lines.filter(({ text }) => text.includes(old))).toEqual([]);
  });
});

describe('the logs', () => {
  it('hold no link', () => {
    const proofs = links.map((link) => link.split('.').at(-1) ?? '');

    expect(proofs.length).toBeGreaterThan(4);
    expect(town.lines.filter(({ text }) => proofs.some((proof) => text.includes(proof)))).toEqual([]);
  });

  logsNothingPrivate(() => town);
});
