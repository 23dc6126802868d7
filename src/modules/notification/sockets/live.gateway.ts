import {
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { Server, Socket } from 'socket.io';
import { SOCKETS_PATH } from '#platform/http/upgrades';
import { ConnectionGuard } from './connection-guard';
import { SocketAuthenticator } from './socket-authenticator';
import { UserSockets } from './user-sockets';
import { SocketBroadcaster } from './socket-broadcaster';
import { SocketMetrics } from './socket-metrics';

const LARGEST_PACKET = 16 * 1024;
const CONNECT_LIMIT_MS = 5_000;
const RECOVERABLE_MS = 2 * 60 * 1_000;

/**
 * Live signals on Socket.IO's default namespace; there is no other. Clients only listen: nothing that they send has a
 * handler. Closing the server closes the connections, not the sockets on them, so clients come back by themselves.
 */
@WebSocketGateway({
  path: SOCKETS_PATH,
  // It would cut off, after a second, whoever is answered without being upgraded.
  destroyUpgrade: false,
  serveClient: false,
  maxHttpBufferSize: LARGEST_PACKET,
  connectTimeout: CONNECT_LIMIT_MS,
  connectionStateRecovery: { maxDisconnectionDuration: RECOVERABLE_MS, skipMiddlewares: false },
})
export class LiveGateway implements OnGatewayInit<Server>, OnGatewayConnection<Socket>, OnGatewayDisconnect<Socket> {
  constructor(
    private readonly audience: SocketBroadcaster,
    private readonly guard: ConnectionGuard,
    private readonly doorkeeper: SocketAuthenticator,
    private readonly seats: UserSockets,
    private readonly metrics: SocketMetrics,
  ) {}

  afterInit(server: Server): void {
    this.audience.attach(server);
    this.guard.attach(server);
    server.use(this.doorkeeper.receive);
    this.metrics.attach(server);
  }

  handleConnection(socket: Socket): void {
    const seat = this.seats.markConnected(socket);
    if (seat === undefined) return;
    const expiry = setTimeout(() => {
      this.seats.remove(socket);
      socket.nsp.local.to(socket.id).emit('session-expired');
    }, this.seats.msUntilExpiry(seat));
    expiry.unref();
    socket.once('disconnect', () => clearTimeout(expiry));
  }

  handleDisconnect(socket: Socket): void {
    this.seats.remove(socket);
  }
}
