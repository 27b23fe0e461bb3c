import { ProgressLine } from '../../../../infra/local/fill/progress-line';
import type { FillState } from '../../../../infra/local/fill/state';

const running = (done: number): FillState => ({ state: 'running', done, of: 300 });
const filled: FillState = { state: 'filled', done: 300, of: 300 };

function onScreen(isTTY: boolean, play: (line: ProgressLine) => void): string {
  let text = '';
  play(
    new ProgressLine({
      isTTY,
      write: (more) => {
        text += more;
      },
    }),
  );
  return text;
}

describe('the progress of the filling', () => {
  it('is one line on a terminal, written over and over, and makes way for other lines', () => {
    const text = onScreen(true, (line) => {
      line.show(running(0));
      line.show(running(1));
      line.show(running(1));
      line.say('  Host: something');
      line.show(filled);
      line.say('  Stopping …');
    });

    expect(text.split('\r\u001b[K')).toEqual([
      '  Filling the city: 0 of 300…',
      '  Filling the city: 1 of 300…',
      '  Host: something\n  Filling the city: 1 of 300…',
      '  The city is filled: 300 reservations of the coming weeks.\n  Stopping …\n',
    ]);
  });

  it('is a few lines in a file', () => {
    const text = onScreen(false, (line) => {
      for (let done = 0; done <= 300; done += 1) line.show(running(done));
      line.show(filled);
    });

    expect(text.split('\n')).toEqual([
      '  Filling the city: 0 of 300…',
      '  Filling the city: 100 of 300…',
      '  Filling the city: 200 of 300…',
      '  The city is filled: 300 reservations of the coming weeks.',
      '',
    ]);
  });

  it('says why it ended too early, and that the rest goes on', () => {
    const text = onScreen(true, (line) => {
      line.show(running(7));
      line.show({ state: 'failed', done: 7, of: 300, why: 'POST /reservations was answered 401' });
    });

    expect(text).toMatch(/ended at 7 of 300; all else goes on\. POST \/reservations was answered 401\n$/);
  });
});
