import { anApi } from './support/api';
import type { Bus } from '../../shared/kernel/bus';
import { ExternalFailure } from '../../shared/kernel/failure';

/** A bus that answers nothing; it notes how long each sender would wait, and all are asked before the first gives up. */
function silentBus(): { readonly bus: Bus; readonly waits: (number | undefined)[]; readonly together: () => number } {
  const waits: (number | undefined)[] = [];
  let open = 0;
  let most = 0;
  const unanswered = async (): Promise<never> => {
    open += 1;
    most = Math.max(most, open);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    open -= 1;
    throw new ExternalFailure('bus.send', { kind: 'unanswered' });
  };
  const send: Bus['send'] = (_queue, _messages, { waitMs } = {}) => {
    waits.push(waitMs);
    return unanswered();
  };
  return { bus: { send, schedule: unanswered }, waits, together: () => most };
}

describe('a bus that is silent', () => {
  it('costs a booking a second at most: its messages leave together, and each is waited for no longer', async () => {
    const { bus, waits, together } = silentBus();
    const api = await anApi({ outside: { bus } });

    const booked = await api.submit();

    expect(booked.status).toBe(201);
    // Its event, and the mail to whoever asked.
    expect(waits).toEqual([1_000, 1_000]);
    expect(together()).toBe(2);
    expect(api.lines.filter(({ event }) => event === 'sync.nudge.not-sent')).toHaveLength(2);
  });

  it('costs a decision and a retry no more', async () => {
    const { bus, waits } = silentBus();
    const api = await anApi({ outside: { bus } });
    const id = String((await api.submit()).body['id']);
    waits.length = 0;

    const admin = { headers: { ...api.staff(['Instep.Admin', 'Reservations.Approve']), 'if-match': '*' } };
    const approved = await api.send('POST', `/api/v1/reservations/${id}/approve`, { ...admin, body: {} });
    const retried = await api.send('POST', `/api/v1/sync/items/reservation-event/${id}/retry`, admin);

    expect([approved.status, retried.status]).toEqual([200, 200]);
    expect(waits.length).toBeGreaterThanOrEqual(2);
    expect(new Set(waits)).toEqual(new Set([1_000]));
  });
});
