import type { IncomingMessage, ServerResponse } from 'node:http';

const LOOK_EVERY_MS = 150;
const BREATH_MS = 15_000;

/** Server-Sent Events that say only that something changed. It looks while somebody listens. */
export class Ticks {
  private readonly listeners = new Set<ServerResponse>();
  private timer: NodeJS.Timeout | undefined;
  private seen = '';
  private breath = 0;

  /** `mark` differs whenever something did. */
  constructor(private readonly mark: () => string) {}

  listen(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    response.write('retry: 1000\n\n');
    this.listeners.add(response);
    request.once('close', () => {
      this.leave(response);
    });
    this.seen = this.mark();
    this.timer ??= setInterval(() => {
      this.look();
    }, LOOK_EVERY_MS);
  }

  close(): void {
    for (const response of this.listeners) response.destroy();
    this.listeners.clear();
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private leave(response: ServerResponse): void {
    this.listeners.delete(response);
    if (this.listeners.size === 0) this.close();
  }

  private look(): void {
    const mark = this.mark();
    this.breath += LOOK_EVERY_MS;
    const changed = mark !== this.seen;
    if (!changed && this.breath < BREATH_MS) return;
    this.breath = 0;
    this.seen = mark;
    for (const response of this.listeners) response.write(changed ? 'event: change\ndata: \n\n' : ': still here\n\n');
  }
}
