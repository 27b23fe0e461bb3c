import { inSeconds, Printer } from '../../../../infra/local/tour/printer';
import { expect as see } from '../../../../infra/local/tour/unmet';
import { walkSteps, type Step } from '../../../../infra/local/tour/walk';

/** A clock that is asked in vain for nothing: each look takes a second. */
function aTour(colours = false) {
  let text = '';
  let ms = 0;
  const printer = new Printer({
    colours,
    write: (more) => {
      text += more;
    },
  });
  const ran: string[] = [];
  const step = (title: string, run: Step['run'] = async () => undefined): Step => ({
    title,
    run: async (walk) => {
      ran.push(title);
      await run(walk);
    },
  });
  return {
    printer,
    step,
    ran,
    text: () => text,
    now: () => {
      ms += 1_000;
      return ms;
    },
  };
}

describe('a tour', () => {
  it('that goes as promised ends with 0, having told of each step what was done, what was seen and how long it took', async () => {
    const { printer, step, now, text } = aTour();
    const first = step('Book a room', async (walk) => {
      walk.did('Ada asks for the Oak Room.');
      walk.saw('The time is kept.');
    });

    const code = await walkSteps([first], step('Clean up'), { printer, now });

    expect(code).toBe(0);
    expect(text()).toBe(
      [
        '',
        '   1 Book a room',
        '     Ada asks for the Oak Room.',
        '     → The time is kept.',
        '     ✓ 1.0 s',
        '',
        '   2 Clean up',
        '     ✓ 1.0 s',
        '',
        '  ✓ All 2 steps went as promised, in 5.0 s.',
        '',
        '',
      ].join('\n'),
    );
  });

  it('ends with 1 at the first step that is not as expected, says what was expected and seen, and cleans up', async () => {
    const { printer, step, now, text, ran } = aTour();
    const steps = [step('one'), step('two', async () => see(false, 'one event', ['a', 'b'])), step('three')];

    const code = await walkSteps(steps, step('Clean up'), { printer, now });

    expect(code).toBe(1);
    expect(ran).toEqual(['one', 'two', 'Clean up']);
    expect(text()).toContain('     ✗ 1.0 s\n       expected: one event\n       seen:     ["a","b"]\n');
    expect(text()).toContain('✗ 2 of 4 steps went as promised');
  });

  it('ends with 1 when a step breaks, with the words of the cause', async () => {
    const { printer, step, now, text } = aTour();
    const broken = step('one', () => Promise.reject(new Error('fetch failed', { cause: new Error('ECONNREFUSED') })));

    expect(await walkSteps([broken], step('Clean up'), { printer, now })).toBe(1);
    expect(text()).toContain('seen:     fetch failed (ECONNREFUSED)');
  });

  it('ends with 1 when it cannot clean up', async () => {
    const { printer, step, now, text } = aTour();
    const clean = step('Clean up', async () => see(false, 'that it is cancelled', '503'));

    expect(await walkSteps([step('one')], clean, { printer, now })).toBe(1);
    expect(text()).toContain('✗ 1 of 2 steps went as promised');
  });

  it('waits until something is there, says for what when it takes long, and gives up when the time is over', async () => {
    const { printer, step, now, text } = aTour();
    let looks = 0;
    const patient = step('patient', async (walk) => {
      const found = await walk.until('the event is there', 20, async () => {
        looks += 1;
        return looks > 2 && 'there';
      });
      walk.saw(found);
    });
    const tooLong = step('too long', async (walk) => {
      await walk.until(
        'the mail is there',
        3,
        async () => false,
        () => 'nothing',
      );
    });

    expect(await walkSteps([patient, tooLong], step('Clean up'), { printer, now })).toBe(1);
    expect(text()).toContain('… waits until the event is there, 20 s at most\n     → there');
    expect(text()).toContain('expected: within 3 s, that the mail is there\n       seen:     "nothing"');
  });

  it('that is interrupted ends with 1, and cleans up all the same', async () => {
    const { printer, step, now, text, ran } = aTour();
    const interrupted = new AbortController();
    const waiting = step('waiting', async (walk) => {
      interrupted.abort();
      await walk.until('the event is there', 20, async () => false);
    });
    const clean = step('Clean up', async (walk) => {
      await walk.until('all is cancelled', 20, async () => true);
    });

    expect(await walkSteps([waiting, step('two')], clean, { printer, now, signal: interrupted.signal })).toBe(1);
    expect(ran).toEqual(['waiting', 'Clean up']);
    expect(text()).toContain('the tour was interrupted');
    expect(text()).toContain('✗ 1 of 3');
  });
});

describe('the words of a tour', () => {
  it.each([
    [true, '\u001b[32m✓\u001b[0m 1.0 s'],
    [false, '     ✓ 1.0 s'],
  ])('have colours only where people read them (%s)', async (colours, mark) => {
    const { printer, step, now, text } = aTour(colours);

    await walkSteps([step('one')], step('Clean up'), { printer, now });

    expect(text()).toContain(mark);
    expect(text().includes('\u001b')).toBe(colours);
  });

  it('say times in seconds', () => {
    expect([inSeconds(40), inSeconds(1_250), inSeconds(61_000)]).toEqual(['0.0 s', '1.3 s', '61.0 s']);
  });
});
