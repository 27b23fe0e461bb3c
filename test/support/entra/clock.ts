import type { Clock, EpochMs } from '../../../shared/kernel/clock';

/** A clock that stands still until it is told to go on; ids count up. */
export class StillClock implements Clock {
  private serial = 0;

  constructor(private at: EpochMs = Date.parse('2026-03-02T08:00:00Z')) {}

  now(): EpochMs {
    return this.at;
  }

  id(): string {
    this.serial += 1;
    return `00000000-0000-4000-8000-${String(this.serial).padStart(12, '0')}`;
  }

  random(): number {
    return 0.5;
  }

  pass(ms: number): void {
    this.at += ms;
  }
}
