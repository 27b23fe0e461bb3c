import type { RunningCloud } from '../../../../infra/local/running-cloud';
import { startPage } from '../../../../infra/local/start-page';
import { SpaceBody } from '../../../../shared/spaces/messages';
import { SubmitReservationBody } from '../../../../shared/reservations/messages';

const urls = { api: 'http://127.0.0.1:7071', viewer: 'http://127.0.0.1:7072', tenant: 'https://localhost:7073' };
// The page reads nothing else of the cloud.
const cloud = { urls, now: () => Date.parse('2026-03-02T08:00:00Z') } as unknown as RunningCloud;
const page = (seeded: boolean, port = 7071): string => startPage(cloud, { seeded, tookMs: 1_000, port });
const bodies = (text: string): unknown[] => [...text.matchAll(/-d '(\{.*\})'/g)].map(([, json = '']) => JSON.parse(json) as unknown);

describe('the page of npm start', () => {
  it.each([true, false])('leaves nothing for the reader to fill in but an id (seeded: %s)', (seeded) => {
    expect(page(seeded)).not.toContain('…');
  });

  it('books with a body that the API takes', () => {
    const [body] = bodies(page(true));

    expect(SubmitReservationBody.safeParse(body).success).toBe(true);
  });

  it('makes a space of a room first when there is none', () => {
    const [space, booking] = bodies(page(false));

    expect(SpaceBody.safeParse(space).success).toBe(true);
    expect(space).toMatchObject({ name: 'Oak Room', exchangeResourceMailbox: 'oak@city.example' });
    expect(SubmitReservationBody.safeParse(booking).success).toBe(true);
  });

  it('repeats the port in the command for a token', () => {
    expect(page(true)).toContain('TOKEN=$(npm run');
    expect(page(true, 9000)).toContain('TOKEN=$(PORT=9000 npm run');
  });
});
