import { generate } from 'selfsigned';
import type { z } from 'zod';
import { MODULES } from '../../functions/compose';
import { readOf } from '../../shared/config/part';
import { PlatformSettings } from '../../shared/config/settings';
import {
  BARE_IDENTITY_ID,
  StartedApp,
  startDirectory,
  startPieces,
  type Directory,
  type Env,
  type Pieces,
} from '../support/misconfigured/pieces';

/** What a setting that is wrong does: to a booking, to `ready`, in the log, and in the sentence of the booking's entry. */
interface Row {
  readonly name: string;
  readonly how: string;
  readonly change: (pieces: Pieces) => Env | Promise<Env>;
  readonly booking?: 201 | 503 | 404;
  /** Texts that `ready` must say; absent: it says 200 and complains of nothing. */
  readonly ready?: { readonly status: 200 | 503; readonly says: readonly (RegExp | string)[] };
  readonly log?: RegExp;
  readonly sentence?: RegExp;
}

const GONE = '71d0c5a8-3e92-4b6f-95a7-0c84d2e1f63b';
const certificate = async (): Promise<string> => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'instep' }], { keySize: 2048, algorithm: 'sha256' });
  return `${key}\n${cert}`;
};

const ROWS: readonly Row[] = [
  {
    name: 'MICROSOFT_ENABLED',
    how: 'neither true nor false',
    change: () => ({ MICROSOFT_ENABLED: 'yes' }),
    ready: { status: 200, says: ['"off"', 'MICROSOFT_ENABLED is neither'] },
    sentence: /switched off \(MICROSOFT_ENABLED\)/,
  },
  {
    name: 'MICROSOFT_TENANT_ID',
    how: 'missing',
    change: () => ({ MICROSOFT_TENANT_ID: '' }),
    ready: { status: 503, says: ['"inert"', 'MICROSOFT_TENANT_ID missing', '"operator"'] },
    log: /attention.begun.*settings-missing/,
    sentence: /MICROSOFT_TENANT_ID/,
  },
  {
    name: 'MICROSOFT_TENANT_ID',
    how: 'of a directory that is not there',
    change: () => ({ MICROSOFT_TENANT_ID: GONE }),
    ready: {
      status: 503,
      says: [/Nobody of the staff can sign in.*MICROSOFT_TENANT_ID \(AADSTS90002\)/, /cannot sign in to Microsoft \(AADSTS90002\)/],
    },
    log: /attention.begun.*AADSTS90002.*the tenant was not found/,
    sentence: /AADSTS90002: the tenant was not found/,
  },
  {
    name: 'MICROSOFT_CLIENT_ID',
    how: 'missing',
    change: () => ({ MICROSOFT_CLIENT_ID: '' }),
    ready: { status: 503, says: ['MICROSOFT_CLIENT_ID missing'] },
    log: /settings-missing/,
    sentence: /MICROSOFT_CLIENT_ID/,
  },
  {
    name: 'MICROSOFT_CLIENT_ID',
    how: 'of another tenant',
    change: () => ({ MICROSOFT_CLIENT_ID: GONE }),
    ready: { status: 503, says: [/AADSTS700016/, 'directory-admin'] },
    log: /AADSTS700016: the app registration is not in this tenant/,
    sentence: /AADSTS700016/,
  },
  {
    name: 'MICROSOFT_CREDENTIAL',
    how: 'of a kind whose material is missing',
    change: () => ({ MICROSOFT_CREDENTIAL: 'certificate' }),
    ready: { status: 503, says: ['MICROSOFT_CLIENT_CERTIFICATE missing'] },
    log: /settings-missing/,
    sentence: /MICROSOFT_CLIENT_CERTIFICATE/,
  },
  {
    name: 'MICROSOFT_CREDENTIAL',
    how: 'an identity without the permission',
    change: () => ({ MICROSOFT_CREDENTIAL: 'managed-identity' }),
    ready: { status: 200, says: [/"blocked":[1-9]/] },
    log: /attention.begun.*permission-missing.*directory-admin/,
    sentence: /grant the application permission Calendars.ReadWrite/,
  },
  {
    name: 'MICROSOFT_CLIENT_SECRET',
    how: 'wrong',
    change: () => ({ MICROSOFT_CLIENT_SECRET: 'not~the~secret', MICROSOFT_CLIENT_SECRET_NAME: '' }),
    ready: { status: 503, says: [/AADSTS7000215/, 'directory-admin'] },
    log: /AADSTS7000215: the client secret is wrong/,
    sentence: /client secret is wrong/,
  },
  {
    name: 'MICROSOFT_CLIENT_SECRET_NAME',
    how: 'of no secret',
    change: () => ({ MICROSOFT_CLIENT_SECRET_NAME: 'gone' }),
    ready: { status: 503, says: [/does not hold a secret that a setting ending in _NAME names/, 'azure-admin'] },
    log: /attention.begun.*the vault holds no secret gone/,
    sentence: /the vault holds no secret gone/,
  },
  {
    name: 'MICROSOFT_CLIENT_SECRET_NAME',
    how: 'of a secret that is disabled',
    change: ({ vault }) => {
      vault.put('off', 'x', { enabled: false });
      return { MICROSOFT_CLIENT_SECRET_NAME: 'off' };
    },
    ready: { status: 503, says: [/Key Vault Secrets User, and enable the secret/] },
    log: /the vault refuses to give the secret off/,
    sentence: /refuses to give the secret off/,
  },
  {
    name: 'MICROSOFT_CLIENT_CERTIFICATE',
    how: 'that the registration does not have',
    change: async () => ({ MICROSOFT_CREDENTIAL: 'certificate', MICROSOFT_CLIENT_CERTIFICATE: await certificate() }),
    ready: { status: 503, says: [/AADSTS700027/] },
    log: /AADSTS700027: the certificate is not registered/,
    sentence: /AADSTS700027/,
  },
  {
    name: 'MICROSOFT_CLIENT_CERTIFICATE_NAME',
    how: 'of no secret',
    change: () => ({ MICROSOFT_CREDENTIAL: 'certificate', MICROSOFT_CLIENT_CERTIFICATE_NAME: 'gone' }),
    ready: { status: 503, says: [/ending in _NAME/] },
    log: /the vault holds no secret gone/,
    sentence: /no secret gone/,
  },
  {
    name: 'MICROSOFT_MANAGED_IDENTITY_CLIENT_ID',
    how: 'of an identity that the app does not have',
    change: () => ({ MICROSOFT_MANAGED_IDENTITY_CLIENT_ID: GONE }),
    ready: { status: 503, says: [/no managed identity.*MICROSOFT_MANAGED_IDENTITY_CLIENT_ID/, 'azure-admin'] },
    log: /attention.begun.*identity-missing/,
    sentence: /no managed identity/,
  },
  {
    name: 'MICROSOFT_MANAGED_IDENTITY_CLIENT_ID',
    how: 'of an identity without the right',
    change: () => ({ MICROSOFT_MANAGED_IDENTITY_CLIENT_ID: BARE_IDENTITY_ID }),
    ready: { status: 503, says: [/Key Vault Secrets User/, 'azure-admin'] },
    log: /secret-refused/,
    sentence: /the vault refuses to give the secret/,
  },
  {
    name: 'MICROSOFT_AUTHORITY_HOST',
    how: 'pointing nowhere',
    change: ({ nowhere }) => ({ MICROSOFT_AUTHORITY_HOST: `https://${nowhere}` }),
    ready: { status: 503, says: [/MICROSOFT_AUTHORITY_HOST\) does not answer/] },
    log: /attention.begun.*unreachable.*MICROSOFT_AUTHORITY_HOST/,
    sentence: /did not take the request/,
  },
  {
    name: 'MICROSOFT_GRAPH_URL',
    how: 'pointing nowhere',
    change: ({ nowhere }) => ({ MICROSOFT_GRAPH_URL: `https://${nowhere}/v1.0` }),
    ready: { status: 503, says: [/Microsoft Graph \(MICROSOFT_GRAPH_URL\) does not answer/] },
    log: /attention.begun.*unreachable.*MICROSOFT_GRAPH_URL/,
    sentence: /did not take the request/,
  },
  {
    name: 'MICROSOFT_GRAPH_URL',
    how: 'pointing at something else',
    change: ({ settings }) => ({ MICROSOFT_GRAPH_URL: `${settings['KEY_VAULT_URL'] ?? ''}/v1.0` }),
    ready: { status: 503, says: [/does not answer as Microsoft Graph/] },
    log: /not-graph/,
  },
  {
    name: 'KEY_VAULT_URL',
    how: 'missing',
    change: () => ({ KEY_VAULT_URL: '' }),
    ready: { status: 503, says: ['KEY_VAULT_URL missing'] },
    log: /settings-missing/,
    sentence: /KEY_VAULT_URL/,
  },
  {
    name: 'KEY_VAULT_URL',
    how: 'pointing nowhere',
    change: ({ nowhere }) => ({ KEY_VAULT_URL: `https://${nowhere}` }),
    ready: { status: 503, says: [/Key Vault \(KEY_VAULT_URL\) does not answer/] },
    log: /attention.begun.*unreachable.*KEY_VAULT_URL/,
  },
  { name: 'API_AUDIENCE', how: 'of another application', change: () => ({ API_AUDIENCE: `api://${GONE}` }) },
  {
    name: 'COSMOS_ENDPOINT',
    how: 'pointing nowhere',
    change: ({ nowhere }) => ({ COSMOS_ENDPOINT: `http://${nowhere}` }),
    booking: 503,
    ready: { status: 503, says: [/database \(COSMOS_ENDPOINT\) does not answer/] },
    log: /http.outside-failed.*database/,
  },
  {
    name: 'COSMOS_KEY',
    how: 'wrong',
    change: () => ({ COSMOS_KEY: Buffer.from('not the key').toString('base64') }),
    booking: 503,
    ready: { status: 503, says: [/refuses the app.*COSMOS_KEY/, 'azure-admin'] },
    log: /http.outside-failed.*database-refused/,
  },
  {
    name: 'COSMOS_DATABASE',
    how: 'of no database',
    change: () => ({ COSMOS_DATABASE: 'gone' }),
    booking: 503,
    ready: { status: 503, says: [/COSMOS_DATABASE, or a container in it, does not exist/, 'azure-admin'] },
    log: /http.outside-failed.*database-missing/,
  },
  {
    name: 'SERVICE_BUS_CONNECTION',
    how: 'with a wrong key',
    change: ({ settings }) => ({
      SERVICE_BUS_CONNECTION: (settings['SERVICE_BUS_CONNECTION'] ?? '').replace(
        /SharedAccessKey=[^;]+/,
        'SharedAccessKey=bm90IHRoZSBrZXk=',
      ),
    }),
    ready: { status: 503, says: [/Service Bus refuses the app/, 'azure-admin'] },
    log: /attention.begun.*part bus.*bus-refused/,
  },
  {
    name: 'SERVICE_BUS_CONNECTION',
    how: 'pointing nowhere',
    change: ({ nowhere }) => ({
      SERVICE_BUS_CONNECTION: `Endpoint=sb://${nowhere};SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true`,
    }),
    ready: { status: 503, says: [/Service Bus \(SERVICE_BUS_CONNECTION\) does not answer/] },
    log: /sync.nudge.not-sent/,
  },
  {
    name: 'SIGNING_KEY',
    how: 'of the example, in Azure',
    change: () => ({
      WEBSITE_HOSTNAME: 'city-rooms.azurewebsites.net',
      SIGNING_KEY: 'ZXhhbXBsZS1rZXktcmVwbGFjZS1tZS1ieS0zMi1yYW5kb20tYnl0ZXM',
    }),
    booking: 404,
    ready: { status: 503, says: ['SIGNING_KEY is an example value'] },
    log: /config.unusable.*SIGNING_KEY is an example/,
  },
  {
    name: 'SIGNING_KEY_NAME',
    how: 'of no secret',
    change: () => ({ SIGNING_KEY: '', SIGNING_KEY_NAME: 'gone' }),
    booking: 503,
    ready: { status: 503, says: [/ending in _NAME/, 'azure-admin', '"signingKey":{"state":"failing"'] },
    log: /attention.begun.*the vault holds no secret gone/,
  },
  {
    name: 'SIGNING_KEY_NAME',
    how: 'of a secret that is no key',
    change: ({ vault }) => {
      vault.put('no-key', 'short');
      return { SIGNING_KEY: '', SIGNING_KEY_NAME: 'no-key' };
    },
    booking: 503,
    ready: { status: 503, says: [/no base64url of at least 32 bytes/] },
    log: /key-unusable/,
  },
  {
    name: 'PREVIOUS_SIGNING_KEY_NAME',
    how: 'of no secret',
    change: () => ({ PREVIOUS_SIGNING_KEY_NAME: 'gone' }),
    ready: { status: 200, says: ['previous-signing-key', 'azure-admin'] },
    log: /attention.begun.*previous-signing-key/,
  },
  {
    name: 'MAIL_SENDER',
    how: 'of no mailbox',
    change: () => ({ MAIL_SENDER: 'gone@city.example' }),
    ready: { status: 200, says: [/"blocked":1/] },
    log: /attention.begun.*mailbox-missing/,
  },
  {
    name: 'MAIL_SENDER',
    how: 'the mailbox of a room',
    change: () => ({ MAIL_SENDER: 'oak@city.example' }),
    ready: { status: 200, says: [/"blocked":1/] },
    log: /attention.begun.*sender-is-a-space/,
  },
  { name: 'SCHEDULE_READER', how: 'of no mailbox', change: () => ({ SCHEDULE_READER: 'gone@city.example' }), log: /free-busy.not-read/ },
  {
    name: 'MAIL_SENDR',
    how: 'which is no setting',
    change: () => ({ MAIL_SENDR: 'bookings@city.example' }),
    ready: { status: 200, says: ['MAIL_SENDR is no setting'] },
    log: /config.warning.*MAIL_SENDR/,
  },
];

const shapes: z.ZodRawShape = Object.assign(
  {},
  PlatformSettings.shape,
  ...MODULES.map(({ settings: { shape } }) => shape),
) as z.ZodRawShape; // merged
const ODD = '§ {§} §';
const OF_FORM = Object.keys(shapes).filter((name) => readOf(shapes[name] as z.ZodType | undefined)?.rule.read(ODD) === undefined); // shapes hold schemas

/** Texts that any value is allowed for, and whose wrong value nothing outside can tell. */
const FREE = ['ORGANISATION_NAME'];

describe('a setting that is wrong', () => {
  let directory: Directory;
  beforeAll(async () => {
    directory = await startDirectory();
  });
  afterAll(() => directory.close());

  it('has a row, or can be wrong in its form only', () => {
    const known = new Set([...ROWS.map(({ name }) => name), ...OF_FORM, ...FREE]);

    expect(Object.keys(shapes).filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(OF_FORM)('in its form leaves nothing but health, where ready names it: %s', async (name) => {
    const app = quietly(() => new StartedApp({ COSMOS_ENDPOINT: 'http://127.0.0.1:1', [name]: ODD }));
    const { status, text } = await app.value.ask('ready');

    expect(status).toBe(503);
    expect(text).toContain(`"${name} must be`);
    expect(text + app.lines).not.toContain(ODD);
    expect(app.lines).toMatch(new RegExp(`config.unusable.*${name}`));
  });

  it.each(ROWS.map((row) => [`${row.name} ${row.how}`, row] as const))('%s', async (_name, row) => {
    const pieces = await startPieces(directory);
    try {
      const seen = await tried(pieces, { ...pieces.settings, ...(await row.change(pieces)) });

      expect(seen).toMatchObject({ booking: row.booking ?? 201, ready: { status: row.ready?.status ?? 200 } });
      for (const says of row.ready?.says ?? ['"problems":[]'])
        expect(seen.ready.text).toMatch(says instanceof RegExp ? says : new RegExp(says.replaceAll(/[[\]{}]/g, '\\$&')));
      if (row.log) expect(seen.log).toMatch(row.log);
      if (row.sentence) expect(seen.sentence).toMatch(row.sentence);
      for (const secret of ['not~the~secret', 'PRIVATE KEY', 'gone@city.example', pieces.settings['SIGNING_KEY'] ?? ''])
        expect(seen.ready.text + seen.log).not.toContain(secret);
    } finally {
      await pieces.close();
    }
  });
});

/** What the start itself logs goes to standard output. */
function quietly<T>(make: () => T): { readonly value: T; readonly lines: string } {
  let lines = '';
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines += String(line);
    return true;
  });
  try {
    return { value: make(), lines };
  } finally {
    spy.mockRestore();
  }
}

/** Books with the wrong settings on a cloud where a room stands; a second app with the right ones tells what became of it. */
let days = 7;

async function tried(pieces: Pieces, wrong: Env) {
  const right = quietly(() => new StartedApp(pieces.settings)).value;
  const token = pieces.tenant.staffToken({
    audience: String(pieces.settings['API_AUDIENCE']),
    oid: GONE,
    name: 'Ada',
    roles: ['Instep.Admin'],
  });
  const staff = { authorization: `Bearer ${token}` };
  const space = {
    name: 'Oak',
    building: { name: 'Hall', abbreviation: 'H' },
    exchangeResourceMailbox: 'oak@city.example',
    reservationConfig: { approval: 'staff', maxDurationMinutes: 480, setupMinutes: 0, cleanupMinutes: 0, holdHours: 72 },
  };
  expect((await right.ask('put-space', { method: 'PUT', params: { id: 'oak' }, headers: staff, body: space })).status).toBe(201);

  const started = quietly(() => new StartedApp(wrong));
  const app = started.value;
  // One directory for all: what stands in the calendar of another row is on another day.
  days += 1;
  const day = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const body = {
    spaceId: 'oak',
    startsAt: `${day}T10:00:00Z`,
    endsAt: `${day}T11:00:00Z`,
    title: 'Chess',
    contact: { name: 'Ada', email: 'ada@example.org' },
  };
  const booked = await app.ask('submit-reservation', { method: 'POST', headers: { 'idempotency-key': 'a-key-of-16-chars' }, body });
  // A nudge that could not be sent is the sweep's to send, by an app that can.
  if (booked.status === 201) await right.run('sweep', { isPastDue: false });
  for (let left = 10; left > 0; left -= 1) {
    const reply = pieces.bus.receive('nudges', 1);
    const messages = reply.kind === 'reply' && reply.answer.kind === 'done' ? reply.answer.value : [];
    for (const message of messages) {
      await app.run('work-lane', message.body);
      pieces.bus.complete('nudges', message.lockToken);
    }
  }
  await app.run('sweep', { isPastDue: false });
  const ready = await app.ask('ready');
  const { id } = (booked.status === 201 ? JSON.parse(booked.text) : {}) as { id?: string }; // as we answer
  const item =
    id === undefined ? undefined : await right.ask('read-sync-item', { params: { kind: 'reservation-event', id }, headers: staff });
  const { reason } = (item?.status === 200 ? JSON.parse(item.text) : {}) as { reason?: { sentence: string } }; // as we answer
  return { booking: booked.status, ready, log: started.lines + app.lines.join('\n'), sentence: reason?.sentence ?? '' };
}
