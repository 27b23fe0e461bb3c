import type { Clock } from '../kernel/clock';
import type { LaneId } from '../kernel/ids';
import type { Reason } from '../sync/item/reasons';
import { ASK } from './ask-approver';
import { MAIL_TEMPLATES, senderLane, TO_DECIDE, type Mail } from './model';
import { TEMPLATES, type TemplateSource } from './templates';

export interface MailTemplates {
  /** Absent: no mails are made. */
  readonly sender?: string;
  /** Why nothing leaves from it. */
  readonly hindrance?: Reason;
  readonly templates: readonly (TemplateSource & { readonly template: Mail['template'] })[];
}

/** What mails there are and where they are sent from. Throws ExternalFailure of the database. */
export type ListMailTemplates = () => Promise<MailTemplates>;

interface Deps {
  readonly sender: string | undefined;
  readonly hindrance: (lane: LaneId, probeAt: number) => Promise<Reason | undefined>;
  readonly clock: Clock;
}

export const makeListMailTemplates =
  ({ sender, hindrance, clock }: Deps): ListMailTemplates =>
  async () => {
    const reason = sender === undefined ? undefined : await hindrance(senderLane(sender), clock.now());
    return {
      ...(sender !== undefined && { sender }),
      ...(reason && { hindrance: reason }),
      templates: [...MAIL_TEMPLATES.map((template) => ({ template, ...TEMPLATES[template] })), { template: TO_DECIDE, ...ASK }],
    };
  };
