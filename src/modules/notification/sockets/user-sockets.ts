import { Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { DatabaseClock } from '#platform/database/database-clock';
import { DomainError } from '#platform/domain-error';
import type { Principal } from '#platform/security/principal';
import { SocketLimits } from './socket-limits';

/** A socket that brought a token, and the login that the token belongs to. */
export interface UserSocket {
  readonly socket: Socket;
  readonly principal: Principal;
  /** the token has been checked in full and the client is connected: private signals are sent to it */
  connected: boolean;
  /** the login was revoked while the token was being checked */
  revoked: boolean;
}

/**
 * The sockets of this instance that receive private signals, by user. They are kept here and nowhere else: Socket.IO
 * would put a client back into its rooms when it recovers a connection, before its token is checked.
 */
@Injectable()
export class UserSockets {
  private readonly byUser = new Map<number, Set<UserSocket>>();
  private readonly bySocket = new WeakMap<Socket, UserSocket>();
  private connected = 0;

  constructor(
    private readonly limits: SocketLimits,
    private readonly clock: DatabaseClock,
  ) {}

  get connectedCount(): number {
    return this.connected;
  }

  /**
   * Registers a socket whose token is still being checked: it receives nothing private yet, but a revocation finds it.
   * @throws DomainError TOO_MANY_REQUESTS when the user has as many sockets as one user may have
   */
  register(socket: Socket, principal: Principal): UserSocket {
    const sockets = this.byUser.get(principal.userId) ?? new Set();
    if (sockets.size >= this.limits.perUser) {
      throw new DomainError('too-many', 'TOO_MANY_REQUESTS', 'This user has too many open connections.');
    }
    const registered: UserSocket = { socket, principal, connected: false, revoked: false };
    sockets.add(registered);
    this.byUser.set(principal.userId, sockets);
    this.bySocket.set(socket, registered);
    return registered;
  }

  /** From now on the socket receives private signals; returns `undefined` for one that was not registered. */
  markConnected(socket: Socket): UserSocket | undefined {
    const registered = this.bySocket.get(socket);
    if (registered === undefined || registered.connected) return registered;
    registered.connected = true;
    this.connected++;
    return registered;
  }

  msUntilExpiry({ principal }: UserSocket): number {
    return principal.expiresAt * 1_000 - this.clock.now().getTime();
  }

  /** Does nothing for a socket that is not registered, or not any more. */
  remove(socket: Socket): void {
    const registered = this.bySocket.get(socket);
    if (registered === undefined) return;
    this.bySocket.delete(socket);
    if (registered.connected) this.connected--;
    const { userId } = registered.principal;
    const sockets = this.byUser.get(userId);
    sockets?.delete(registered);
    if (sockets?.size === 0) this.byUser.delete(userId);
  }

  has(userId: number): boolean {
    return this.byUser.has(userId);
  }

  /** The ids of the sockets that receive what is private to this user. */
  socketIdsOf(userId: number): string[] {
    return [...(this.byUser.get(userId) ?? [])].filter(({ connected }) => connected).map(({ socket }) => socket.id);
  }

  /** Disconnects the sockets of one login, or with `sessionId` null those of all logins of the user. */
  revoke(userId: number, sessionId: string | null): void {
    for (const registered of [...(this.byUser.get(userId) ?? [])]) {
      if (sessionId !== null && registered.principal.sessionId !== sessionId) continue;
      registered.revoked = true;
      if (registered.connected) registered.socket.disconnect(true);
    }
  }

  /** Every login that has a connected socket, once. */
  connectedLogins(): Principal[] {
    const sockets = [...this.byUser.values()].flatMap((ofUser) => [...ofUser]).filter(({ connected }) => connected);
    return [...new Map(sockets.map(({ principal }) => [principal.sessionId, principal])).values()];
  }
}
