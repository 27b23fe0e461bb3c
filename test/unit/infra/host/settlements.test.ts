import { Settlements } from '../../../../infra/local/host/triggers/settlements';

/** Settlements that end when they are told to, and what is under way. */
function bench() {
  const underWay: string[] = [];
  const ends = new Map<string, () => void>();
  const act = (name: string) => () => {
    underWay.push(name);
    return new Promise<void>((resolve) => {
      ends.set(name, () => {
        underWay.splice(underWay.indexOf(name), 1);
        resolve();
      });
    });
  };
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await flush();
  };
  return { underWay, act, end };
}

const flush = () => new Promise((resolve) => setImmediate(resolve));

describe('settlements of one receiver', () => {
  it('of one outcome run together', async () => {
    const settlements = new Settlements();
    const { underWay, act } = bench();

    void settlements.settle('complete', act('1'));
    void settlements.settle('complete', act('2'));
    await flush();

    expect(underWay).toEqual(['1', '2']);
  });

  it('wait for those under way where the outcome changes', async () => {
    const settlements = new Settlements();
    const { underWay, act, end } = bench();

    void settlements.settle('complete', act('1'));
    void settlements.settle('abandon', act('2'));
    void settlements.settle('complete', act('3'));
    await flush();
    expect(underWay).toEqual(['1']);

    await end('1');
    expect(underWay).toEqual(['2']);

    await end('2');
    expect(underWay).toEqual(['3']);
  });

  it('go on after one that failed', async () => {
    const settlements = new Settlements();

    const failed = settlements.settle('complete', () => Promise.reject(new Error('lock lost')));
    const next = settlements.settle('abandon', () => Promise.resolve());

    await expect(failed).rejects.toThrow('lock lost');
    await expect(next).resolves.toBeUndefined();
  });
});
