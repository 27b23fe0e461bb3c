import { fillSentence, type FillState } from './state';

/** Where progress is shown. On a terminal one line is written over and over; elsewhere a few lines stand one below the other. */
export interface Screen {
  readonly isTTY: boolean;
  write(text: string): void;
}

const LINES = 3;
const CLEAR = '\r\u001b[K';

/** The progress of the filling between other lines. */
export class ProgressLine {
  private shown = '';
  private thirds = 0;

  constructor(private readonly screen: Screen) {}

  /** Another line: progress makes way and comes back below it. */
  say(line: string): void {
    this.screen.write(`${this.shown === '' ? '' : CLEAR}${line}\n${this.shown}`);
  }

  show(fill: FillState): void {
    const line = `  ${fillSentence(fill)}`;
    if (fill.state !== 'running') {
      this.screen.write(`${this.shown === '' ? '' : CLEAR}${line}\n`);
      this.shown = '';
    } else if (this.screen.isTTY) {
      if (line !== this.shown) this.screen.write(`${this.shown === '' ? '' : CLEAR}${line}`);
      this.shown = line;
    } else {
      const thirds = Math.floor((fill.done * LINES) / fill.of);
      if (fill.done === 0 || (thirds > this.thirds && thirds < LINES)) this.screen.write(`${line}\n`);
      this.thirds = thirds;
    }
  }
}
