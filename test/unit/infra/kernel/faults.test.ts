import { FaultScript, type Fault } from '../../../../infra/local/kernel/faults';

const refuse = (more: Partial<Fault> = {}): Fault => ({
  id: 'gone',
  core: 'tenant',
  match: { operation: 'update-user' },
  when: 'before',
  effect: { kind: 'refuse', status: 404 },
  ...more,
});
const drawing =
  (...values: number[]) =>
  (): number =>
    values.shift() ?? 1;
const strikes = (script: FaultScript, times: number, traits = { operation: 'update-user' }): boolean[] =>
  Array.from({ length: times }, () => script.strike('tenant', 'before', traits, 0) !== undefined);

describe('a fault by chance', () => {
  it('strikes as often as the randomness says, and counts only its strikes', () => {
    const script = new FaultScript(drawing(0.1, 0.3, 0.29, 0));
    script.add(refuse({ chance: 0.3, times: 2 }));

    expect(strikes(script, 4)).toEqual([true, false, true, false]);
    expect(script.list()).toEqual([]);
  });

  it('leaves what it spares to the next fault', () => {
    const script = new FaultScript(drawing(0.9));
    script.add(refuse({ chance: 0.3 }));
    script.add(refuse({ id: 'always', effect: { kind: 'never' } }));

    expect(script.strike('tenant', 'before', { operation: 'update-user' }, 0)).toEqual({ kind: 'never' });
  });

  it('draws for nothing that it does not match', () => {
    const drawn: number[] = [];
    const script = new FaultScript(() => drawn.push(0));
    script.add(refuse({ chance: 0.5 }));

    expect(strikes(script, 3, { operation: 'get-user' })).toEqual([false, false, false]);
    expect(drawn).toEqual([]);
  });

  it('is refused by a script without randomness', () => {
    expect(() => {
      new FaultScript().add(refuse({ chance: 0.5 }));
    }).toThrow('randomness');
  });
});
