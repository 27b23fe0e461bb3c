import { Socket as Datagram } from 'node:dgram';
import { Server, Socket } from 'node:net';

const reason = 'this project has no network (jest.config.cjs); a test that needs one belongs to test/contract or test/scenarios';

const refuse = (what: string) => (): never => {
  throw new Error(`${what}: ${reason}`);
};

/** A TLS socket has its handle before it connects; destroyed, it keeps nothing running. */
function refuseConnect(this: Socket): never {
  this.destroy();
  throw new Error(`connect: ${reason}`);
}

/**
 * Makes every socket of this process throw before it leaves: http, https, tls and fetch all end in `Socket.connect`.
 * Returns what undoes it; a worker process runs files of other projects next.
 */
export function forbidNetwork(): () => void {
  const { connect } = Socket.prototype;
  const { listen } = Server.prototype;
  const { send, bind } = Datagram.prototype;
  Socket.prototype.connect = refuseConnect;
  Server.prototype.listen = refuse('listen');
  Datagram.prototype.send = refuse('send');
  Datagram.prototype.bind = refuse('bind');
  return () => {
    Socket.prototype.connect = connect;
    Server.prototype.listen = listen;
    Datagram.prototype.send = send;
    Datagram.prototype.bind = bind;
  };
}
