import { Agent, get } from 'node:https';
import type { Observer } from '../running-cloud';

/** An event as somebody who opens the calendar sees it. */
export interface SeenEvent {
  readonly id: string;
  readonly subject: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface SeenMail {
  readonly subject: string;
  readonly html: string;
}

const MOST_MAILS = 200;

/** Looks into the tenant through Graph as another app does: what is seen here is Microsoft's word, not Instep's. */
export class Outlook {
  private readonly agent: Agent;

  constructor(private readonly observer: Observer) {
    this.agent = new Agent({ ca: observer.ca, keepAlive: true });
  }

  /** What stands in the mailbox's calendar between the two instants. */
  async events(
    mailbox: string,
    { startsAt, endsAt }: { readonly startsAt: string; readonly endsAt: string },
  ): Promise<readonly SeenEvent[]> {
    const query = new URLSearchParams({ startDateTime: startsAt, endDateTime: endsAt, $select: 'id,subject,start,end', $top: '100' });
    const { value } = await this.read<{ value: readonly GraphEvent[] }>(
      `/users/${encodeURIComponent(mailbox)}/calendarView?${query.toString()}`,
    );
    return value
      .map(({ id, subject, start, end }) => ({ id, subject, startsAt: instant(start), endsAt: instant(end) }))
      .filter((event) => Date.parse(event.startsAt) < Date.parse(endsAt) && Date.parse(event.endsAt) > Date.parse(startsAt));
  }

  /** What the mailbox has sent to this address, newest first. */
  async sentTo(mailbox: string, address: string): Promise<readonly SeenMail[]> {
    const query = new URLSearchParams({ $select: 'subject,body,toRecipients', $top: String(MOST_MAILS) });
    const path = `/users/${encodeURIComponent(mailbox)}/mailFolders/sentitems/messages?${query.toString()}`;
    const { value } = await this.read<{ value: readonly GraphMail[] }>(path);
    return value
      .filter(({ toRecipients }) => toRecipients.some(({ emailAddress }) => emailAddress.address === address))
      .map(({ subject, body }) => ({ subject, html: body.content }));
  }

  close(): void {
    this.agent.destroy();
  }

  private read<T>(path: string): Promise<T> {
    const { graph, token } = this.observer;
    return new Promise((resolve, reject) => {
      const options = { agent: this.agent, headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(10_000) };
      const asking = get(`${graph}${path}`, options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (more: string) => (text += more));
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode === 200)
            resolve(JSON.parse(text) as T); // Graph's own answer, in the shape asked for
          else reject(new Error(`Graph answered ${String(response.statusCode)} to GET ${path}: ${text}`));
        });
      });
      asking.on('error', reject);
    });
  }
}

interface GraphTime {
  readonly dateTime: string;
}

interface GraphEvent {
  readonly id: string;
  readonly subject: string;
  readonly start: GraphTime;
  readonly end: GraphTime;
}

interface GraphMail {
  readonly subject: string;
  readonly body: { readonly content: string };
  readonly toRecipients: readonly { readonly emailAddress: { readonly address: string } }[];
}

/** Without a `Prefer` header Graph shows UTC. */
const instant = ({ dateTime }: GraphTime): string => new Date(`${dateTime.slice(0, 19)}Z`).toISOString();
