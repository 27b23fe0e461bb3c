import type { KindFixture, RowName } from './fixture';

/** One behaviour that every kind has by the loop. */
export interface Row {
  /** What the kind does, as the end of a sentence. */
  readonly says: string;
  run(fixture: KindFixture): Promise<void>;
}

export type Rows = Readonly<Partial<Record<RowName, Row>>>;
