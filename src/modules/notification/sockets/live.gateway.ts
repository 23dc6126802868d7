import {
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { Server, Socket } from 'socket.io';
import { SOCKETS_PATH } from '#platform/http/connections';
import { ConnectionGuard } from './connection-guard';
import { SocketAuthenticator } from './socket-authenticator';
import { SocketBroadcaster } from './socket-broadcaster';
import { SocketMetrics } from './socket-metrics';
import { UserSockets } from './user-sockets';

const MAX_PACKET_BYTES = 16 * 1024;
const CONNECT_TIMEOUT_MS = 5_000;
const RECOVERABLE_MS = 2 * 60 * 1_000;

/**
 * Live signals on Socket.IO's default namespace; there is no other. Clients only receive: nothing that they send has a
 * handler. Closing the server closes the connections but not the sockets on them, so clients reconnect by themselves.
 */
@WebSocketGateway({
  path: SOCKETS_PATH,
  // Engine.IO would otherwise destroy, after a second, every connection that was answered without being upgraded.
  destroyUpgrade: false,
  serveClient: false,
  maxHttpBufferSize: MAX_PACKET_BYTES,
  connectTimeout: CONNECT_TIMEOUT_MS,
  connectionStateRecovery: { maxDisconnectionDuration: RECOVERABLE_MS, skipMiddlewares: false },
})
export class LiveGateway implements OnGatewayInit<Server>, OnGatewayConnection<Socket>, OnGatewayDisconnect<Socket> {
  constructor(
    private readonly broadcaster: SocketBroadcaster,
    private readonly guard: ConnectionGuard,
    private readonly authenticator: SocketAuthenticator,
    private readonly sockets: UserSockets,
    private readonly metrics: SocketMetrics,
  ) {}

  afterInit(server: Server): void {
    this.broadcaster.attach(server);
    this.guard.attach(server);
    server.use(this.authenticator.authenticate);
    this.metrics.attach(server);
  }

  /** When the token expires the client is notified once, and from then on receives public signals only. */
  handleConnection(socket: Socket): void {
    const connected = this.sockets.markConnected(socket);
    if (connected === undefined) return;
    const expiry = setTimeout(() => {
      this.sockets.remove(socket);
      socket.nsp.local.to(socket.id).emit('session-expired');
    }, this.sockets.msUntilExpiry(connected));
    expiry.unref();
    socket.once('disconnect', () => clearTimeout(expiry));
  }

  handleDisconnect(socket: Socket): void {
    this.sockets.remove(socket);
  }
}
