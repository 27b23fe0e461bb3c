import { DEFAULT_PORT } from './ports';
import type { RunningCloud } from './running-cloud';
import { SPACES, spaceBody } from './seed-data';

/** What `npm start` prints when everything runs. `options` are the words that the reader must repeat for another port. */
export function startPage(cloud: RunningCloud, { seeded, tookMs, port }: { seeded: boolean; tookMs: number; port: number }): string {
  const { api, tenant, viewer } = cloud.urls;
  const env = port === DEFAULT_PORT ? '' : `PORT=${String(port)} `;
  const [from, to] = tomorrow(cloud.now());
  const places = [
    ['Viewer', viewer, 'a day of all rooms, mails, switches for faults'],
    ['API', `${api}/api/v1`, `${api}/api/openapi.json describes it`],
    ['Tenant', tenant, 'the simulated Microsoft 365 (Graph, Entra ID)'],
  ];
  const tries = [
    ["An administrator's token", `TOKEN=$(${env}npm run --silent token -- --role Instep.Admin --role Reservations.Approve)`],
    ...(seeded ? [['The spaces', `curl -s ${api}/api/v1/spaces`]] : [['Make a space of the Oak Room', makeOak(api)]]),
    [
      'Book the Oak Room',
      `curl -s ${api}/api/v1/reservations -H 'content-type: application/json' -H "idempotency-key: $(node -p 'crypto.randomUUID()')" \\\n` +
        `      -d '{"spaceId":"oak","startsAt":"${from}","endsAt":"${to}","title":"Chess club","contact":{"name":"Ada","email":"ada@example.org"}}'`,
    ],
    ['Approve it', `curl -s -X POST ${api}/api/v1/reservations/ID/approve -H "authorization: Bearer $TOKEN"`],
    ['Cancel it', `curl -s -X POST ${api}/api/v1/reservations/ID/cancel -H "authorization: Bearer $TOKEN"`],
    ['Why is it not in step?', `curl -s ${api}/api/v1/sync/items -H "authorization: Bearer $TOKEN"`],
  ];
  const rooms = seeded ? '12 spaces in 3 buildings, 40 people' : 'no spaces yet, 12 room mailboxes, 40 people';
  return [
    '',
    `  Instep runs: ${rooms}. Ready in ${(tookMs / 1_000).toFixed(1)} s.`,
    '',
    ...places.map(([name = '', url = '', what = '']) => `  ${name.padEnd(9)}${url.padEnd(34)}${what}`),
    '',
    '  Try',
    ...tries.flatMap(([what = '', command = '']) => [`    ${what}`, `      ${command}`]),
    '',
    `  Open ${viewer} and watch the event come and go. Ctrl-C stops everything; nothing is kept.`,
    '',
  ].join('\n');
}

function makeOak(api: string): string {
  const body = SPACES.filter(({ id }) => id === 'oak').map(spaceBody);
  return (
    `curl -s -X PUT ${api}/api/v1/spaces/oak -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\\n` +
    body.map((space) => `      -d '${JSON.stringify(space)}'`).join('')
  );
}

/** Two until three in the afternoon, UTC, of the day after `now`. */
function tomorrow(now: number): [string, string] {
  const day = new Date(now + 86_400_000).toISOString().slice(0, 10);
  return [`${day}T14:00:00Z`, `${day}T15:00:00Z`];
}
