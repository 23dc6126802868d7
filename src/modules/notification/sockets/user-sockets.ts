import { Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { DatabaseClock } from '#platform/database/database-clock';
import { DomainError } from '#platform/domain-error';
import type { Principal } from '#platform/security/principal';
import { SocketLimits } from './socket-limits';

/** A socket's place in the private audience of its user. */
export interface UserSocket {
  readonly socket: Socket;
  readonly principal: Principal;
  /** its token has been checked in full and the client is connected: private events go here */
  connected: boolean;
  /** its login was revoked while the token was being checked */
  revoked: boolean;
}

/**
 * Which sockets of this instance hear what is private, by user. Kept here and nowhere else: a room of Socket.IO would
 * be restored to whoever recovers a connection, before any token is looked at.
 */
@Injectable()
export class UserSockets {
  private readonly byUser = new Map<number, Set<UserSocket>>();
  private readonly bySocket = new WeakMap<Socket, UserSocket>();
  private takenSeats = 0;

  constructor(
    private readonly limits: SocketLimits,
    private readonly clock: DatabaseClock,
  ) {}

  get connectedCount(): number {
    return this.takenSeats;
  }

  /**
   * A seat that is not taken yet: it hears nothing, but a revocation finds it.
   * @throws DomainError TOO_MANY_REQUESTS when the user has all the seats that one may have
   */
  register(socket: Socket, principal: Principal): UserSocket {
    const seats = this.byUser.get(principal.userId) ?? new Set();
    if (seats.size >= this.limits.perUser) {
      throw new DomainError('too-many', 'TOO_MANY_REQUESTS', 'This user has too many open connections.');
    }
    const seat: UserSocket = { socket, principal, connected: false, revoked: false };
    seats.add(seat);
    this.byUser.set(principal.userId, seats);
    this.bySocket.set(socket, seat);
    return seat;
  }

  /** The seat that was reserved for this socket is taken from now on; none was reserved for a public one. */
  markConnected(socket: Socket): UserSocket | undefined {
    const seat = this.bySocket.get(socket);
    if (seat === undefined || seat.connected) return seat;
    seat.connected = true;
    this.takenSeats++;
    return seat;
  }

  /** How long its token is still good, in ms. */
  msUntilExpiry({ principal }: UserSocket): number {
    return principal.expiresAt * 1_000 - this.clock.now().getTime();
  }

  /** Again, or without a seat: nothing happens. */
  remove(socket: Socket): void {
    const seat = this.bySocket.get(socket);
    if (seat === undefined) return;
    this.bySocket.delete(socket);
    if (seat.connected) this.takenSeats--;
    const { userId } = seat.principal;
    const seats = this.byUser.get(userId);
    seats?.delete(seat);
    if (seats?.size === 0) this.byUser.delete(userId);
  }

  has(userId: number): boolean {
    return this.byUser.has(userId);
  }

  /** The ids of the sockets that hear what is private to this user. */
  socketIdsOf(userId: number): string[] {
    return [...(this.byUser.get(userId) ?? [])].filter(({ connected }) => connected).map(({ socket }) => socket.id);
  }

  /** Ends the seats of one login, or with `sessionId` null of all logins of the user, and their sockets. */
  revoke(userId: number, sessionId: string | null): void {
    for (const seat of [...(this.byUser.get(userId) ?? [])]) {
      if (sessionId !== null && seat.principal.sessionId !== sessionId) continue;
      seat.revoked = true;
      if (seat.connected) seat.socket.disconnect(true);
    }
  }

  /** Of each login that has a taken seat, one. */
  connectedLogins(): Principal[] {
    const seats = [...this.byUser.values()].flatMap((ofUser) => [...ofUser]).filter(({ connected }) => connected);
    return [...new Map(seats.map(({ principal }) => [principal.sessionId, principal])).values()];
  }
}
