import { Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { DomainError } from '#platform/domain-error';
import { AccessTokens } from '#platform/security/access-tokens';
import { LiveSessions } from '#platform/security/live-sessions';
import { unauthenticated } from '#platform/security/principal';
import { UserSockets } from './user-sockets';

type Next = (refusal?: Error & { data?: unknown }) => void;

/** Checks the token of every socket, also of one that recovers a connection. Without a token a socket is a guest's. */
@Injectable()
export class SocketAuthenticator {
  /** the connections that have a socket already */
  private readonly used = new WeakSet<object>();

  constructor(
    private readonly tokens: AccessTokens,
    private readonly sessions: LiveSessions,
    private readonly sockets: UserSockets,
  ) {}

  /** A middleware of Socket.IO: a refusal reaches the client as `connect_error` with `data.code`. */
  readonly authenticate = (socket: Socket, next: Next): void => {
    // While one socket is being checked, more could be opened on the same connection, and each would receive every
    // signal. A client that closed its socket reconnects on a new connection.
    if (this.used.has(socket.conn)) {
      next(refusal(new DomainError('too-many', 'TOO_MANY_REQUESTS', 'Only one socket per connection is allowed.')));
      return;
    }
    this.used.add(socket.conn);
    this.check(socket).then(
      () => next(),
      (error: unknown) => {
        // The client may try again on this connection with a valid token.
        this.used.delete(socket.conn);
        this.sockets.remove(socket);
        next(refusal(error));
      },
    );
  };

  private async check(socket: Socket): Promise<void> {
    const token: unknown = socket.handshake.auth['token'];
    if (token === undefined || token === null) return;
    if (typeof token !== 'string') throw unauthenticated();
    const principal = this.tokens.check(token);
    // Registered before the login is looked up, so that a revocation meanwhile is noticed.
    const registered = this.sockets.register(socket, principal);
    socket.conn.once('close', () => this.sockets.remove(socket));
    await this.sessions.assertLive(principal);
    if (registered.revoked) throw unauthenticated();
  }
}

function refusal(error: unknown): Error & { data: unknown } {
  const [code, message] =
    error instanceof DomainError
      ? [error.code, error.message]
      : ['INTERNAL_ERROR', 'Something went wrong on our side.'];
  return Object.assign(new Error(message), { data: { code, message } });
}
