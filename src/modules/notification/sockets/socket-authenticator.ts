import { Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { DomainError } from '#platform/domain-error';
import { AccessTokens } from '#platform/security/access-tokens';
import { LiveSessions } from '#platform/security/live-sessions';
import { unauthenticated } from '#platform/security/unauthenticated';
import { UserSockets } from './user-sockets';

type Next = (refusal?: Error & { data?: unknown }) => void;

/** Checks the token that a socket brings, also one whose connection was recovered. Without one it is a public guest. */
@Injectable()
export class SocketAuthenticator {
  private readonly entered = new WeakSet<object>();

  constructor(
    private readonly tokens: AccessTokens,
    private readonly sessions: LiveSessions,
    private readonly seats: UserSockets,
  ) {}

  /** As a middleware of Socket.IO: a refusal reaches the client as `connect_error` with `data.code`. */
  readonly receive = (socket: Socket, next: Next): void => {
    // While one is being let in, more could come along on the same connection, and each would hear everything.
    // Who has left comes back on a new one.
    if (this.entered.has(socket.conn)) {
      next(refusal(new DomainError('too-many', 'TOO_MANY_REQUESTS', 'There is one socket on a connection.')));
      return;
    }
    this.entered.add(socket.conn);
    this.admit(socket).then(
      () => next(),
      (error: unknown) => {
        // It may try again with a better token.
        this.entered.delete(socket.conn);
        this.seats.remove(socket);
        next(refusal(error));
      },
    );
  };

  private async admit(socket: Socket): Promise<void> {
    const token: unknown = socket.handshake.auth['token'];
    if (token === undefined || token === null) return;
    if (typeof token !== 'string') throw unauthenticated();
    const principal = this.tokens.check(token);
    // Reserved before the login is looked up: what is revoked meanwhile is noticed.
    const seat = this.seats.register(socket, principal);
    socket.conn.once('close', () => this.seats.remove(socket));
    await this.sessions.assertLive(principal);
    if (seat.revoked) throw unauthenticated();
  }
}

function refusal(error: unknown): Error & { data: unknown } {
  const [code, message] =
    error instanceof DomainError ? [error.code, error.message] : ['INTERNAL_ERROR', 'Something went wrong.'];
  return Object.assign(new Error(message), { data: { code, message } });
}
