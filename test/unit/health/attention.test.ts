import { DatabaseCore } from '../../../infra/local/database/core';
import { databasePort } from '../../../infra/local/database/port';
import { FaultScript } from '../../../infra/local/kernel/faults';
import { promptTravel } from '../../../infra/local/kernel/travel';
import { makeWatch, type Standing } from '../../../shared/health/attention';
import { NOW } from '../../support/builders/instants';

const VAULT: Standing = { key: 'part vault unreachable', code: 'unreachable', who: 'operator' };
const LANE: Standing = { key: 'lane lane-1', code: 'mailbox-missing', who: 'operator' };

function watched() {
  const lines: string[] = [];
  const note = (event: string, fields: object = {}): void => {
    lines.push(`${event} ${String(new Map(Object.entries(fields)).get('state'))}`);
  };
  const database = databasePort(new DatabaseCore({ now: () => NOW }, new FaultScript()), promptTravel);
  const watch = makeWatch({ database, clock: { now: () => NOW }, log: { info: note, warn: note, error: note } });
  return {
    lines,
    sweep: (...standing: readonly Standing[]) => watch(standing, () => true),
    seen: (...standing: readonly Standing[]) => watch(standing, () => false),
  };
}

describe('a state in the log', () => {
  it('begins once though one process of two sees it, whichever of them sweeps', async () => {
    const { lines, sweep, seen } = watched();

    for (let minute = 0; minute < 10; minute += 1) {
      await sweep();
      await sweep();
      await seen(VAULT);
      await sweep();
      await sweep(VAULT);
    }

    expect(lines).toEqual(['attention.begun part vault unreachable']);
  });

  it('ends when five sweeps have not found the part in trouble, and begins anew after that', async () => {
    const { lines, sweep } = watched();
    await sweep(VAULT);
    for (let at = 0; at < 4; at += 1) await sweep();
    expect(lines).toEqual(['attention.begun part vault unreachable']);

    await sweep();
    await sweep();
    await sweep(VAULT);

    expect(lines.slice(1)).toEqual(['attention.ended part vault unreachable', 'attention.begun part vault unreachable']);
  });

  it('ends at once where the store says so, which is the same for every process', async () => {
    const { lines, sweep, seen } = watched();
    await sweep(LANE);
    await seen();
    expect(lines).toEqual(['attention.begun lane lane-1']);

    await sweep();

    expect(lines.slice(1)).toEqual(['attention.ended lane lane-1']);
  });

  it('with another code is another state', async () => {
    const { lines, sweep } = watched();
    await sweep(LANE);
    await sweep({ ...LANE, code: 'paused' });

    expect(lines).toEqual(['attention.begun lane lane-1', 'attention.begun lane lane-1', 'attention.ended lane lane-1']);
  });
});
