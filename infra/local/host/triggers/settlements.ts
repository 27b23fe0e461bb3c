type Outcome = 'complete' | 'abandon';

/**
 * Settles the messages of one receiver so that the client cannot mix them up: rhea merges neighbouring deliveries settled in one tick
 * into one frame, and the later ones get the first one's outcome. Equal outcomes may run together; a change waits for those under way.
 */
export class Settlements {
  private last: Outcome | undefined;
  private turn: Promise<void> = Promise.resolve();
  private readonly underWay = new Set<Promise<unknown>>();

  /** Resolves when the settlement is done, rejects as it does. */
  async settle(outcome: Outcome, act: () => Promise<void>): Promise<void> {
    const previous = this.turn;
    let release = (): void => undefined;
    this.turn = new Promise((resolve) => {
      release = resolve;
    });
    await previous;
    if (outcome !== this.last) await Promise.allSettled(this.underWay);
    this.last = outcome;
    const settling = act();
    this.underWay.add(settling);
    release();
    try {
      await settling;
    } finally {
      this.underWay.delete(settling);
    }
  }

  /** When everything that was begun has ended. */
  async idle(): Promise<void> {
    await this.turn;
    await Promise.allSettled(this.underWay);
  }
}
