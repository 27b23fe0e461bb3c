/** Where the tour is told. */
export interface Paper {
  /** Colours only for people. */
  readonly colours: boolean;
  write(text: string): void;
}

const CODES = { bold: '1', dim: '2', red: '31', green: '32' } as const;
const INDENT = '     ';

/** The words of a tour, step by step. */
export class Printer {
  constructor(private readonly paper: Paper) {}

  begin(what: string): void {
    this.line(`\n  ${what}`);
  }

  step(number: number, title: string): void {
    this.line(`\n  ${this.in('bold', `${String(number).padStart(2)} ${title}`)}`);
  }

  did(what: string): void {
    this.line(`${INDENT}${what}`);
  }

  saw(what: string): void {
    this.line(`${INDENT}→ ${what}`);
  }

  waits(what: string, seconds: number): void {
    this.line(`${INDENT}${this.in('dim', `… waits until ${what}, ${seconds} s at most`)}`);
  }

  met(tookMs: number): void {
    this.line(`${INDENT}${this.in('green', '✓')} ${inSeconds(tookMs)}`);
  }

  unmet(expected: string, seen: string, tookMs: number): void {
    this.line(`${INDENT}${this.in('red', '✗')} ${inSeconds(tookMs)}`);
    this.line(`${INDENT}  expected: ${expected}`);
    this.line(`${INDENT}  seen:     ${seen}`);
  }

  end({ met, of, tookMs }: { readonly met: number; readonly of: number; readonly tookMs: number }): void {
    const all = met === of;
    const words = all ? `All ${of} steps went as promised` : `${met} of ${of} steps went as promised`;
    this.line(`\n  ${this.in(all ? 'green' : 'red', all ? '✓' : '✗')} ${words}, in ${inSeconds(tookMs)}.\n`);
  }

  private in(code: keyof typeof CODES, text: string): string {
    return this.paper.colours ? `\u001b[${CODES[code]}m${text}\u001b[0m` : text;
  }

  private line(text: string): void {
    this.paper.write(`${text}\n`);
  }
}

export const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
