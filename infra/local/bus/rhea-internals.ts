import type { Socket } from 'node:net';
import type { Connection, ConnectionOptions, Delivery, Sender, link } from 'rhea';
import { create_container, message } from 'rhea';

/**
 * What the front needs of rhea 3.0.5 that its typings hide. The casts in this file are the only reach into the library; each is checked by
 * the wire tests with the real client.
 */
interface ConnectionInside {
  accept(socket: Socket): void;
  /** Writes out what is pending; without arguments to `_write_frame`, an empty frame. */
  _process(): void;
  _write_frame(): void;
  /** Ends its heartbeats and its links. */
  _disconnected(): void;
}

interface LinkInside {
  readonly local: { readonly attach: { rcv_settle_mode?: number; snd_settle_mode?: number } };
  readonly credit: number;
  readonly session: {
    readonly outgoing: { readonly next_delivery_id: number; readonly next_pending_delivery: number; available(): number };
  };
}

interface DeliveryInside {
  settled: boolean;
  remote_settled: boolean;
}

const connectionInside = (connection: Connection) => connection as unknown as ConnectionInside; // hidden by the typings, see above
const linkInside = (of: link) => of as unknown as LinkInside; // hidden by the typings, see above
const deliveryInside = (delivery: Delivery) => delivery as unknown as DeliveryInside; // read-only in the typings, see above

/** The accepting end of a connection. The typings know options for the connecting end only. No idle_time_out: its timer outlives the socket. */
export function newConnection(maxMessageSize: number): Connection {
  const options: unknown = {
    receiver_options: { credit_window: 1000, autoaccept: false, autosettle: false, max_message_size: maxMessageSize },
    sender_options: { autosettle: false, treat_modified_as_released: false },
  };
  const container = create_container({ id: 'instep-local-bus' });
  return container.create_connection(options as ConnectionOptions);
}

export const accept = (connection: Connection, socket: Socket): void => connectionInside(connection).accept(socket);

/** Writes everything pending at once, so that no two dispositions meet in one frame: rhea merges neighbours with different outcomes. */
export const flush = (connection: Connection): void => connectionInside(connection)._process();

export const writeEmptyFrame = (connection: Connection): void => connectionInside(connection)._write_frame();

/** A socket that was destroyed ends without an event that rhea knows; its heartbeats would keep the process alive. */
export const noticeLoss = (connection: Connection): void => connectionInside(connection)._disconnected();

/** How many deliveries the peer still wants: sending beyond it would block every link of the session. */
export function openCredit(sender: Sender): number {
  const { credit, session } = linkInside(sender);
  const unsent = session.outgoing.next_delivery_id - session.outgoing.next_pending_delivery;
  return Math.min(credit - unsent, session.outgoing.available());
}

/** Answers the attach with the settle modes that the peer asked for, as the service does. */
export function echoModes(of: Sender): void {
  const { attach } = linkInside(of).local;
  attach.rcv_settle_mode = of.rcv_settle_mode;
  attach.snd_settle_mode = of.snd_settle_mode;
}

/** Frees the slot of a delivery that both sides are done with; rhea waits for the peer's word otherwise, and its window of 2048 fills. */
export function forget(delivery: Delivery): void {
  deliveryInside(delivery).settled = true;
  deliveryInside(delivery).remote_settled = true;
}

export function presettle(delivery: Delivery): void {
  deliveryInside(delivery).settled = true;
}

interface Outcomes {
  accepted(): { described(): unknown };
  rejected(fields: { error: { condition: string; description: string } }): { described(): unknown };
}
const outcomes = message as unknown as Outcomes; // hidden by the typings, see above

export const accepted = (): unknown => outcomes.accepted().described();
export const rejected = (condition: string, description: string): unknown =>
  outcomes.rejected({ error: { condition, description } }).described();
