import { EventEmitter } from 'node:events';
import type { ModuleRef } from '@nestjs/core';
import type { Socket } from 'socket.io';
import { Config } from '#platform/config/config';
import type { DatabaseClock } from '#platform/database/database-clock';
import { AccessTokens } from '#platform/security/access-tokens';
import { LiveSessions } from '#platform/security/live-sessions';
import { SocketAuthenticator } from './socket-authenticator';
import { UserSockets } from './user-sockets';
import { NotificationConfig } from '../notification.config';
import { SocketLimits } from './socket-limits';

/** Answers that every login lives, when it is told to. */
class HeldSessions extends LiveSessions {
  answer: () => void = () => undefined;
  private readonly answered = new Promise<void>((resolve) => (this.answer = resolve));

  constructor() {
    super(undefined as unknown as ModuleRef);
  }

  override assertLive(): Promise<void> {
    return this.answered;
  }
}

class Guest {
  readonly id = 'guest';
  readonly conn = new EventEmitter();
  readonly handshake: { auth: { token: string } };
  disconnected = false;

  constructor(token: string) {
    this.handshake = { auth: { token } };
  }

  disconnect(): void {
    this.disconnected = true;
  }
}

describe('the door to the live signals', () => {
  const config = Config.from({ DB_HOST: '-', DB_USERNAME: '-', REDIS_HOST: '-', SECRET_KEY: '-'.repeat(32) }, [
    NotificationConfig,
  ]);
  const clock = { now: () => new Date() } as DatabaseClock;
  const tokens = new AccessTokens(config, clock);
  const { token } = tokens.sign({ userId: 7, role: 'USER', sessionId: 'a', generation: 0 });

  const knock = () => {
    const guest = new Guest(token);
    const socket = guest as unknown as Socket;
    const sessions = new HeldSessions();
    const seats = new UserSockets(new SocketLimits(config.section(NotificationConfig)), clock);
    const outcome = new Promise<unknown>((resolve) =>
      new SocketAuthenticator(tokens, sessions, seats).receive(socket, resolve),
    );
    return { guest, socket, sessions, seats, outcome };
  };

  it('lets a live login in, and seats it when it is connected, not before', async () => {
    const { socket, sessions, seats, outcome } = knock();
    expect(seats.socketIdsOf(7)).toEqual([]);
    sessions.answer();
    expect(await outcome).toBeUndefined();
    expect(seats.socketIdsOf(7)).toEqual([]);
    seats.markConnected(socket);
    expect(seats.socketIdsOf(7)).toEqual(['guest']);
  });

  it.each([
    ['the login', 'a'],
    ['every login of the user', null],
  ])('stays shut when %s is revoked while it is being looked up', async (_, sessionId) => {
    const { sessions, seats, outcome } = knock();
    seats.revoke(7, sessionId);
    sessions.answer();
    expect(await outcome).toMatchObject({ data: { code: 'UNAUTHENTICATED' } });
    expect(seats.has(7)).toBe(false);
  });

  it('keeps no seat for who went away meanwhile', () => {
    const { guest, seats } = knock();
    expect(seats.has(7)).toBe(true);
    guest.conn.emit('close');
    expect(seats.has(7)).toBe(false);
  });
});
