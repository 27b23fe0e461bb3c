import type { Delivery, Sender } from 'rhea';
import { writeMessage } from './amqp-message';
import type { Answer } from './answer';
import type { BusCore } from './core';
import { tagOf, tokenOfTag } from './lock-token';
import { propertiesOf, type Locked } from './message';
import { accepted, flush, forget, openCredit, rejected } from './rhea-internals';
import type { Timers } from './timers';
import type { Reply } from '../kernel/faults';

/** How soon a link looks again after a fault struck its receiving: faults end without telling anybody. */
const LOOK_AGAIN_MS = 250;

/** The link of a client that receives: hands out messages while there is credit, and answers each settlement in a frame of its own. */
export class ReceivingLink {
  private idle = true;

  constructor(
    private readonly core: BusCore,
    private readonly entity: string,
    private readonly sender: Sender,
    private readonly timers: Timers,
  ) {}

  pump(): void {
    if (!this.idle || !this.sender.is_open()) return;
    const credit = openCredit(this.sender);
    if (credit <= 0 || !this.core.hasMessages(this.entity)) return;
    const reply = this.core.receive(this.entity, credit);
    if (reply.kind === 'reply' && reply.answer.kind === 'refused') {
      this.sender.close({ condition: reply.answer.condition, description: reply.answer.description });
      return;
    }
    this.idle = false;
    this.timers.later(reply.kind === 'never' ? LOOK_AGAIN_MS : reply.delayMs, () => {
      this.idle = true;
      if (reply.kind === 'reply' && reply.answer.kind === 'done') for (const message of reply.answer.value) this.deliver(message);
      if (reply.kind === 'never' || reply.delayMs > 0) this.pump();
    });
  }

  /** The client wants its unused credit back: what there is goes first, then the drained flow, or the client closes the link. */
  drain(): void {
    this.pump();
    this.sender.set_drained(true);
  }

  /** Called outside of rhea's own processing, which would otherwise handle the same update twice. */
  settle(delivery: Delivery): void {
    const token = tokenOfTag(Buffer.from(delivery.tag));
    const outcome = (delivery.remote_state ?? {}) as Outcome; // rhea types it as a map of anything
    const reply = this.ask(token, outcome);
    // An answer that never comes leaves the delivery open: the client may settle it once more.
    if (reply.kind === 'never') return;
    this.timers.later(reply.delayMs, () => {
      const { answer } = reply;
      delivery.update(true, answer.kind === 'done' ? accepted() : rejected(answer.condition, answer.description));
      flush(this.sender.connection);
      forget(delivery);
    });
  }

  private deliver(message: Locked): void {
    // The client's credit went, or the client itself, while the answer was on its way.
    if (!this.sender.is_open() || openCredit(this.sender) <= 0) {
      this.core.release(this.entity, message.lockToken);
      return;
    }
    this.sender.send(writeMessage(message, 'locked'), tagOf(message.lockToken), 0);
    flush(this.sender.connection);
  }

  /** complete = accepted, abandon = modified, dead-letter = rejected, handed back unread = released, defer = modified, undeliverable here. */
  private ask(token: string, outcome: Outcome): Reply<Answer<void>> {
    switch (outcome.constructor.composite_type) {
      case 'accepted':
        return this.core.complete(this.entity, token);
      case 'released':
        return this.core.release(this.entity, token);
      case 'modified':
        return outcome.undeliverable_here ? notCovered : this.core.abandon(this.entity, token, propertiesOf(outcome.message_annotations));
      case 'rejected': {
        const { DeadLetterReason: reason, DeadLetterErrorDescription: description, ...rest } = propertiesOf(outcome.error?.info);
        const deadLetter = {
          ...(reason !== undefined && { reason: String(reason) }),
          ...(description !== undefined && { description: String(description) }),
        };
        return this.core.deadLetter(this.entity, token, deadLetter, rest);
      }
      default:
        return notCovered;
    }
  }
}

/** rhea's own classes of outcome: their constructor carries the name, the fields are absent where they do not belong. */
interface Outcome {
  readonly constructor: { readonly composite_type?: string };
  readonly undeliverable_here?: boolean;
  readonly message_annotations?: unknown;
  readonly error?: { readonly info?: unknown };
}

const notCovered: Reply<Answer<void>> = {
  kind: 'reply',
  answer: { kind: 'refused', condition: 'amqp:not-implemented', description: 'The local bus does not defer messages.' },
  delayMs: 0,
};
