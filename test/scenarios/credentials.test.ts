import { generate } from 'selfsigned';
import { logsNothingPrivate } from '../support/scenario/logs-nothing-private';
import { until } from '../support/scenario/until';
import { at, eventsIn, useCloud } from '../support/scenario/use-cloud';

describe('a client secret from the vault', () => {
  const town = useCloud();

  it('that has expired in Entra blocks with a sentence, without a token in it; rotated, a retry heals it', async () => {
    const { cloud, people } = town;
    const { apps } = cloud.cores.tenant.entra;
    apps.expireSecret(cloud.clientId, cloud.now() - 1_000);
    // Health has asked for a token before: it is as old as the secret, and Microsoft takes it no more.
    cloud.faults.add({
      id: 'withdrawn',
      core: 'tenant',
      match: { surface: 'graph' },
      when: 'before',
      effect: { kind: 'refuse', status: 401 },
    });

    const first = await people.booked({ space: 'oak', from: at(2, 9), to: at(2, 10) });
    const blocked = await people.inState(first.id, 'blocked');
    const other = await people.booked({ space: 'studio', from: at(2, 9), to: at(2, 10) });
    const behind = await people.inState(other.id, 'blocked');
    // What it was told is remembered for some seconds.
    const ready = await until('health tells', async () => {
      const said = await people.ask<{ status: string }>('GET', '/api/v1/health/ready');
      return said.status === 503 && said;
    });

    for (const { reason, attempts } of [blocked, behind]) {
      expect(attempts).toBe(0);
      expect(reason).toMatchObject({ code: 'credential-refused', who: 'directory-admin' });
      expect(reason?.sentence).toMatch(/^The app cannot sign in to Microsoft: .*expired/);
    }
    expect(JSON.stringify(ready.body)).toContain('credential-refused');
    expect([eventsIn(town, 'oak'), eventsIn(town, 'studio')]).toEqual([[], []]);
    expect(ready.status).toBe(503);

    apps.addSecret(cloud.clientId, 'rotated-secret-of-the-app');
    cloud.cores.vault.put('microsoft-client-secret', 'rotated-secret-of-the-app');
    cloud.faults.remove('withdrawn');
    await people.retry(first.id);
    await Promise.all([first, other].map(({ id }) => people.inStep(id)));

    expect([eventsIn(town, 'oak').length, eventsIn(town, 'studio').length]).toEqual([1, 1]);
    expect(town.lines.filter(({ text }) => text.includes('rotated-secret-of-the-app'))).toEqual([]);
  });

  logsNothingPrivate(() => town);
});

describe('a certificate from the vault', () => {
  const NAME = 'instep-certificate';
  const town = useCloud({ settings: { MICROSOFT_CREDENTIAL: 'certificate', MICROSOFT_CLIENT_CERTIFICATE_NAME: NAME } });

  it('that the vault does not hold blocks with its name; put there, and known to Entra, it signs in', async () => {
    const { cloud, people } = town;
    const { id } = await people.booked({ space: 'oak', from: at(2, 9), to: at(2, 10) });
    const blocked = await people.inState(id, 'blocked');

    expect(blocked.reason?.sentence).toContain(NAME);

    const { cert, private: key } = await generate([{ name: 'commonName', value: 'Instep' }], { keySize: 2048, algorithm: 'sha256' });
    cloud.cores.vault.put(NAME, `${cert}\n${key}`);
    cloud.cores.tenant.entra.apps.addCertificate(cloud.clientId, cert);
    await people.retry(id);
    await people.inStep(id);

    expect(eventsIn(town, 'oak')).toMatchObject([{ reservationId: id }]);
    expect(town.lines.filter(({ text }) => text.includes('PRIVATE KEY'))).toEqual([]);
  });

  logsNothingPrivate(() => town);
});
