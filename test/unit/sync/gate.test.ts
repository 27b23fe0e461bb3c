import { MINUTE, SECOND } from '../../../shared/kernel/clock';
import { isOpen, opened, openGate, pass, shut, vacated, type Gate } from '../../../shared/sync/lane/gate';
import { HOLD_MS } from '../../../shared/sync/lane/lane';
import { NOW } from '../../support/builders/instants';
import { aGate, ELM_LANE, OAK_LANE } from '../../support/builders/lane';

const blocked = {
  reason: { code: 'credential-refused', sentence: 'why', who: 'directory-admin' },
  since: NOW - MINUTE,
  probeAt: NOW,
} as const;

describe('passing the gate', () => {
  it('costs no write while it stands open', () => {
    expect(pass(aGate(), OAK_LANE, NOW)).toEqual({ kind: 'pass' });
  });

  it('waits for what Microsoft told the whole app', () => {
    expect(pass(aGate({ notBefore: NOW + MINUTE }), OAK_LANE, NOW)).toEqual({ kind: 'wait', until: NOW + MINUTE });
    expect(pass(aGate({ notBefore: NOW }), OAK_LANE, NOW)).toEqual({ kind: 'pass' });
  });

  it('lets one lane probe a blocked app, and the others wait for what it finds', () => {
    const first = pass(aGate({ blocked }), OAK_LANE, NOW);
    const afterwards = first.kind === 'pass' ? first.next : undefined;

    expect(first.kind).toBe('pass');
    expect(pass(afterwards ?? aGate(), ELM_LANE, NOW + SECOND)).toEqual({ kind: 'wait', until: NOW + 35 * SECOND });
  });

  it('counts the lanes at work while it is narrow, each once', () => {
    const narrow = aGate({ limit: 1, atWork: [{ lane: OAK_LANE, until: NOW + MINUTE }] });

    expect(pass(narrow, ELM_LANE, NOW)).toEqual({ kind: 'wait', until: NOW + 5 * SECOND });
    expect(pass(narrow, OAK_LANE, NOW)).toMatchObject({ kind: 'pass', next: { atWork: [{ lane: OAK_LANE, until: NOW + HOLD_MS }] } });
  });

  it('does not count a lane whose holder must be dead', () => {
    const narrow = aGate({ limit: 1, atWork: [{ lane: OAK_LANE, until: NOW }] });

    expect(pass(narrow, ELM_LANE, NOW)).toMatchObject({ kind: 'pass', next: { atWork: [{ lane: ELM_LANE }] } });
  });
});

describe('shutting the gate', () => {
  it('for a refused credential says why, keeps since when, and is probed after seconds', () => {
    const gate = shut(aGate({ blocked }), { kind: 'denied', reason: 'AADSTS7000222: the secret expired' }, NOW, 0);

    expect(gate.blocked).toMatchObject({
      since: NOW - MINUTE,
      probeAt: NOW + 5 * SECOND,
      reason: { code: 'credential-refused', who: 'directory-admin', sentence: expect.stringContaining('AADSTS7000222') as unknown },
    });
  });

  it('is probed less and less often, at last every five minutes, and lanes that find it shut together count once', () => {
    const denied = { kind: 'denied', reason: 'no' } as const;
    const waits: number[] = [];
    let gate = shut(aGate(), denied, NOW, 0);
    for (let probe = 0; probe < 8; probe += 1) {
      const at = gate.blocked?.probeAt ?? 0;
      gate = shut(shut(gate, denied, at, 0), denied, at, 0);
      const next = pass(gate, OAK_LANE, gate.blocked?.probeAt ?? 0);
      waits.push(((gate.blocked?.probeAt ?? 0) - at) / SECOND);
      gate = next.kind === 'pass' && next.next ? next.next : gate;
    }

    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 300, 300]);
  });

  it('for a throttled app waits as told and halves the number of lanes at work, to one at least', () => {
    const limits: (number | undefined)[] = [];
    let gate: Gate = aGate();
    for (let time = 0; time < 5; time += 1) {
      gate = shut(gate, { kind: 'throttled', retryAt: NOW + MINUTE }, NOW, 0);
      limits.push(gate.limit);
    }

    expect(limits).toEqual([8, 4, 2, 1, 1]);
    expect(gate.notBefore).toBe(NOW + MINUTE + SECOND);
  });

  it('for an unreachable Microsoft waits longer each time', () => {
    const first = shut(aGate(), { kind: 'unavailable' }, NOW, 0);
    const second = shut(first, { kind: 'unavailable' }, NOW, 0);

    expect([first.notBefore, second.notBefore]).toEqual([NOW + 2 * SECOND, NOW + 4 * SECOND]);
    expect(first).not.toHaveProperty('limit');
  });

  it('does nothing for one request without an answer', () => {
    const gate = aGate();

    expect(shut(gate, { kind: 'unanswered' }, NOW, 0)).toBe(gate);
  });
});

describe('opening the gate', () => {
  it('notes nothing where it stands open', () => {
    const gate = aGate();

    expect(opened(gate, OAK_LANE, NOW)).toBe(gate);
  });

  it.each([
    ['blocked', aGate({ blocked })],
    ['unreachable', aGate({ throttles: 3, notBefore: NOW - 1 })],
  ])('is done by one success when it was %s', (_what, gate) => {
    expect(isOpen(gate)).toBe(false);
    expect(isOpen(opened(gate, OAK_LANE, NOW))).toBe(true);
  });

  it('widens a narrow gate by one lane a success until it is open again', () => {
    let gate: Gate = aGate({ limit: 8, throttles: 1 });
    let successes = 0;
    while (!isOpen(gate) && successes < 100) {
      gate = opened(gate, OAK_LANE, NOW);
      successes += 1;
    }

    expect(successes).toBe(24);
    expect(gate.atWork).toEqual([]);
  });

  it('lets the lane that succeeded stand at work no longer', () => {
    const gate = aGate({ limit: 2, atWork: [OAK_LANE, ELM_LANE].map((lane) => ({ lane, until: NOW + MINUTE })) });

    expect(opened(gate, OAK_LANE, NOW).atWork).toEqual([{ lane: ELM_LANE, until: NOW + MINUTE }]);
  });

  it('does not shorten a wait that Microsoft stated', () => {
    expect(opened(aGate({ limit: 4, notBefore: NOW + MINUTE }), OAK_LANE, NOW).notBefore).toBe(NOW + MINUTE);
  });
});

describe('a gate whose service does not answer', () => {
  it('remembers since when, and what it is; an answer of any kind ends that', () => {
    const first = shut(aGate(), { kind: 'unavailable', what: 'Microsoft Graph (MICROSOFT_GRAPH_URL)' }, NOW, 0);
    const second = shut(first, { kind: 'unavailable', what: 'Microsoft Graph (MICROSOFT_GRAPH_URL)' }, NOW + 60_000, 0);

    expect(second.unreachable).toEqual({ since: NOW, what: 'Microsoft Graph (MICROSOFT_GRAPH_URL)' });
    expect(opened(second, OAK_LANE, NOW).unreachable).toBeUndefined();
    expect(shut(second, { kind: 'throttled' }, NOW, 0).unreachable).toBeUndefined();
    expect(shut(second, { kind: 'denied', reason: 'AADSTS7000222' }, NOW, 0).unreachable).toBeUndefined();
  });
});

describe('a gate as it was stored', () => {
  const { id, pk } = aGate();

  it.each<[string, Parameters<typeof openGate>[0]]>([
    ['nothing but its name', { id, pk, type: 'gate' }],
    ['a limit, and no lanes at work', { id, pk, type: 'gate', limit: 1, throttles: 1 }],
    ['no count of throttles', { id, pk, type: 'gate', limit: 1, atWork: [] }],
    ['lanes at work that are no list', { id, pk, type: 'gate', limit: 1, atWork: {} as never, throttles: 'many' as never }],
  ])('works on with %s', (_what, stored) => {
    const gate = openGate(stored);

    expect(gate).toMatchObject({ id, atWork: [], throttles: expect.any(Number) });
    expect(pass(gate, OAK_LANE, NOW).kind).toBe('pass');
    expect(vacated(gate, OAK_LANE)).toBe(gate);
    expect(opened(gate, OAK_LANE, NOW)).toMatchObject({ throttles: 0 });
    expect(shut(gate, { kind: 'throttled' }, NOW, 0)).toMatchObject({ throttles: gate.throttles + 1 });
  });

  it('stays the same value where nothing is missing', () => {
    const gate = aGate({ limit: 2, throttles: 1 });

    expect(openGate(gate)).toBe(gate);
  });
});
