import type { Connection, EventContext, Message, Receiver, Sender } from 'rhea';
import type { Reply } from '../kernel/faults';
import { readTransfer } from './amqp-message';
import type { BusCore } from './core';
import type { Response } from './management';
import { manage, respond } from './management';
import { ReceivingLink } from './receiving-link';
import { echoModes, flush, forget, presettle } from './rhea-internals';
import type { SharedAccess } from './shared-access';
import type { Timers } from './timers';

const MANAGEMENT_SUFFIX = '/$management';

/** One AMQP connection of a client: its links, and what it asks over them. */
export class ClientConnection {
  private readonly receiving = new Map<Sender, ReceivingLink>();
  private readonly replyLinks = new Map<string, Sender>();

  constructor(
    private readonly core: BusCore,
    private readonly connection: Connection,
    private readonly access: SharedAccess,
    private readonly timers: Timers,
  ) {
    const on = (events: readonly string[], listener: (context: EventContext) => void) => {
      for (const event of events) connection.on(event, listener);
    };
    on(['receiver_open'], ({ receiver }) => receiver && this.openSending(receiver));
    on(['sender_open'], ({ sender }) => sender && this.openReceiving(sender));
    on(['message'], (context) => this.take(context));
    on(['sender_flow'], ({ sender }) => sender && this.receiving.get(sender)?.pump());
    on(['sender_draining'], ({ sender }) => sender && this.receiving.get(sender)?.drain());
    on(['accepted', 'rejected', 'modified', 'released'], ({ sender, delivery }) => {
      if (!sender || !delivery) return;
      process.nextTick(() => (this.receiving.get(sender) ? this.receiving.get(sender)?.settle(delivery) : forget(delivery)));
    });
    on(['sender_close', 'sender_error'], ({ sender }) => sender && this.forgetLink(sender));
    on(['session_close', 'session_error'], ({ session }) => {
      for (const sender of [...this.receiving.keys(), ...this.replyLinks.values()]) if (sender.session === session) this.forgetLink(sender);
    });
    // Nothing to do, but rhea reports on the console what nobody listens to.
    on(
      ['receiver_close', 'receiver_error', 'settled', 'sendable', 'connection_close', 'connection_error', 'disconnected'],
      () => undefined,
    );
  }

  pump(): void {
    for (const link of this.receiving.values()) link.pump();
  }

  /**
   * The locks of its messages run on: the service recovers no link on another connection, and people see their messages stay locked when
   * a receiver goes away (Azure/amqpnetlite issue 340). With the token alone, $management still settles.
   */
  close(): void {
    this.receiving.clear();
    this.replyLinks.clear();
  }

  private openSending(receiver: Receiver): void {
    const address = receiver.target.address;
    const entity = address.replace(/\/\$management$/i, '');
    if (address !== '$cbs' && !this.core.isEntity(entity)) {
      receiver.close(notFound(entity));
      return;
    }
    receiver.set_target({ address });
    receiver.set_source({ address: receiver.source.address });
  }

  private openReceiving(sender: Sender): void {
    const { address, filter } = sender.source;
    const isReplies = address === '$cbs' || address.toLowerCase().endsWith(MANAGEMENT_SUFFIX);
    const refusal = isReplies ? undefined : this.refusalToReceive(address, filter, sender.snd_settle_mode);
    if (refusal) {
      sender.close(refusal);
      return;
    }
    sender.set_source({ address });
    sender.set_target({ address: sender.target.address });
    echoModes(sender);
    if (!isReplies) {
      this.receiving.set(sender, new ReceivingLink(this.core, address, sender, this.timers));
      return;
    }
    this.replyLinks.set(sender.name, sender);
    if (sender.target.address) this.replyLinks.set(sender.target.address, sender);
  }

  private refusalToReceive(address: string, filter: unknown, settleMode: number) {
    if (!this.core.isEntity(address)) return notFound(address);
    if (typeof filter === 'object' && filter !== null && 'com.microsoft:session-filter' in filter) {
      const description = 'It is not possible for an entity that does not require sessions to create a sessionful message receiver.';
      return { condition: 'amqp:not-allowed', description };
    }
    if (settleMode === 1) return { condition: 'amqp:not-implemented', description: 'The local bus does not cover receive-and-delete.' };
    return undefined;
  }

  private take({ receiver, delivery, message }: EventContext): void {
    if (!receiver || !delivery || !message) return;
    const address = receiver.target.address;
    if (address === '$cbs' || address.toLowerCase().endsWith(MANAGEMENT_SUFFIX)) {
      delivery.accept();
      const entity = address.slice(0, -MANAGEMENT_SUFFIX.length);
      this.reply(message, address === '$cbs' ? this.authorize(message) : manage(this.core, entity, message));
      return;
    }
    const reply = this.core.send(address, readTransfer(message));
    if (reply.kind === 'never') {
      forget(delivery);
      return;
    }
    this.timers.later(reply.delayMs, () => {
      const { answer } = reply;
      if (answer.kind === 'done') delivery.accept();
      else delivery.reject({ condition: answer.condition, description: answer.description });
      flush(this.connection);
    });
  }

  /** Claims-based security: a token for an address is put, and accepted or not. */
  private authorize(request: Message): Reply<Response> {
    if (!this.access.accepts(String(request.body))) {
      const description = 'Invalid authorization token signature.';
      return { kind: 'reply', answer: { status: 401, condition: 'amqp:unauthorized-access', description }, delayMs: 0 };
    }
    const reply = respond(this.core.authorize(), () => undefined);
    return reply.kind === 'reply' && reply.answer.status === 200
      ? { ...reply, answer: { ...reply.answer, status: 202, description: 'Accepted' } }
      : reply;
  }

  private reply(request: Message, reply: Reply<Response>): void {
    if (reply.kind === 'never') return;
    const { status, description, condition, body } = reply.answer;
    this.timers.later(reply.delayMs, () => {
      const link = this.replyLinks.get(request.reply_to ?? '');
      if (!link?.is_open()) return;
      const delivery = link.send({
        ...(request.message_id !== undefined && { correlation_id: request.message_id }),
        application_properties: {
          'status-code': status,
          statusCode: status,
          'status-description': description,
          statusDescription: description,
          ...(condition !== undefined && { 'error-condition': condition, errorCondition: condition }),
        },
        body: body ?? null,
      });
      presettle(delivery);
    });
  }

  private forgetLink(sender: Sender): void {
    this.receiving.delete(sender);
    for (const [name, link] of this.replyLinks) if (link === sender) this.replyLinks.delete(name);
  }
}

const notFound = (entity: string) => ({
  condition: 'amqp:not-found',
  description: `The messaging entity '${entity}' could not be found.`,
});
