import { jsonLog } from '../../../../shared/adapters/system/json-log';

function capture() {
  const lines: [string, unknown][] = [];
  const log = jsonLog((level, line) => lines.push([level, JSON.parse(line)]));
  return { log, lines };
}

describe('the log', () => {
  it('writes one line of JSON an event', () => {
    const { log, lines } = capture();

    log.info('reservation.accepted', { reservationId: 'oak.x', attempt: 1, retryAt: undefined });
    log.warn('graph.throttled');

    expect(lines).toEqual([
      ['info', { level: 'info', event: 'reservation.accepted', reservationId: 'oak.x', attempt: 1 }],
      ['warn', { level: 'warn', event: 'graph.throttled' }],
    ]);
  });

  it('tells of an error where it was thrown, and of its causes their names only', () => {
    const { log, lines } = capture();
    const cause = Object.assign(new Error('Bearer abc'), { code: 'ECONNRESET' });

    log.error('nudge.failed', { lane: 'mailbox:oak' }, new TypeError('no such lane', { cause }));

    expect(lines[0]?.[1]).toMatchObject({
      error: { name: 'TypeError', stack: expect.stringMatching(/^ {4}at .*json-log\.test\.ts:\d+:\d+/), causes: ['Error ECONNRESET'] },
    });
    expect(JSON.stringify(lines)).not.toMatch(/Bearer abc|no such lane/);
  });
});
