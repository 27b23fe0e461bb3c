import { QueryRefused } from './ast';
import type { Token } from './tokens';
import { tokens } from './tokens';

const CLAUSES = new Set(['WHERE', 'ORDER', 'OFFSET', 'LIMIT', 'GROUP', 'JOIN', 'IN', 'FROM']);

/** A place in the tokens of one query. Words are keywords without regard to case. */
export class Reader {
  alias = 'c';
  private readonly list: readonly Token[];
  private at = 0;

  constructor(text: string) {
    this.list = tokens(text);
  }

  /** Where the next token begins in the text. */
  get position(): number {
    return this.peek().from;
  }

  /** Where the last token taken ended in the text. */
  get lastEnd(): number {
    return this.list[this.at - 1]?.to ?? 0;
  }

  peek(ahead = 0): Token {
    const token = this.list[Math.min(this.at + ahead, this.list.length - 1)];
    if (!token) throw new QueryRefused(400, 'Syntax error, empty query.');
    return token;
  }

  next(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'word' && token.text.toUpperCase() === word;
  }

  isMark(mark: string): boolean {
    const token = this.peek();
    return token.kind === 'mark' && token.text === mark;
  }

  isAlias(): boolean {
    const token = this.peek();
    return token.kind === 'word' && !CLAUSES.has(token.text.toUpperCase());
  }

  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.at += 1;
    return true;
  }

  takeMark(mark: string): boolean {
    if (!this.isMark(mark)) return false;
    this.at += 1;
    return true;
  }

  expectWord(word: string): void {
    if (!this.takeWord(word)) this.refuse(`expected ${word}`);
  }

  expectMark(mark: string): void {
    if (!this.takeMark(mark)) this.refuse(`expected '${mark}'`);
  }

  expectAnyWord(): string {
    const token = this.next();
    if (token.kind !== 'word') throw new QueryRefused(400, `Syntax error, incorrect syntax near '${token.text}': expected a name.`);
    return token.text;
  }

  isEnd(): boolean {
    return this.peek().kind === 'end';
  }

  expectEnd(): void {
    if (!this.isEnd()) this.refuse('expected the end');
  }

  /** The words that directly follow the first `keyword` from here on. */
  wordsAfter(keyword: string): readonly string[] {
    const start = this.list.findIndex((token, index) => index >= this.at && token.kind === 'word' && token.text.toUpperCase() === keyword);
    if (start < 0) return [];
    const words: string[] = [];
    for (const token of this.list.slice(start + 1, start + 4)) {
      if (token.kind !== 'word') break;
      words.push(token.text);
    }
    return words;
  }

  /** Whether the word stands anywhere from here on, other than as the name of a member. */
  hasClause(word: string): boolean {
    return this.list.some((token, index) => {
      if (index < this.at || token.kind !== 'word' || token.text.toUpperCase() !== word) return false;
      const [before, after] = [this.list[index - 1], this.list[index + 1]];
      return before?.text !== '.' && after?.text !== ':' && before?.text.toUpperCase() !== 'AS';
    });
  }

  refuse(wanted: string): never {
    throw new QueryRefused(400, `Syntax error, incorrect syntax near '${this.peek().text}': ${wanted}.`);
  }
}
