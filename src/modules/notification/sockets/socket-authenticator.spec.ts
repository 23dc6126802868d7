import { EventEmitter } from 'node:events';
import type { ModuleRef } from '@nestjs/core';
import type { Socket } from 'socket.io';
import { Config } from '#platform/config/config';
import type { DatabaseClock } from '#platform/database/database-clock';
import { AccessTokens } from '#platform/security/access-tokens';
import { LiveSessions } from '#platform/security/live-sessions';
import { SocketAuthenticator } from './socket-authenticator';
import { NotificationConfig } from '../notification.config';
import { SocketLimits } from './socket-limits';
import { UserSockets } from './user-sockets';

/** Finds every login live, once the test lets it answer. */
class PausedSessions extends LiveSessions {
  answer: () => void = () => undefined;
  private readonly answered = new Promise<void>((resolve) => (this.answer = resolve));

  constructor() {
    super(undefined as unknown as ModuleRef);
  }

  override assertLive(): Promise<void> {
    return this.answered;
  }
}

class FakeSocket {
  readonly id = 'socket';
  readonly conn = new EventEmitter();
  readonly handshake: { auth: { token: string } };

  constructor(token: string) {
    this.handshake = { auth: { token } };
  }
}

describe('the authentication of a socket', () => {
  const config = Config.from({ DB_HOST: '-', DB_USERNAME: '-', REDIS_HOST: '-', SECRET_KEY: '-'.repeat(32) }, [
    NotificationConfig,
  ]);
  const clock = { now: () => new Date() } as DatabaseClock;
  const tokens = new AccessTokens(config, clock);
  const { token } = tokens.sign({ userId: 7, role: 'USER', sessionId: 'a', generation: 0 });

  const connect = () => {
    const fake = new FakeSocket(token);
    const socket = fake as unknown as Socket;
    const sessions = new PausedSessions();
    const sockets = new UserSockets(new SocketLimits(config.section(NotificationConfig)), clock);
    const outcome = new Promise<unknown>((resolve) =>
      new SocketAuthenticator(tokens, sessions, sockets).authenticate(socket, resolve),
    );
    return { fake, socket, sessions, sockets, outcome };
  };

  it('accepts a live login, which receives private signals once it is connected, not before', async () => {
    const { socket, sessions, sockets, outcome } = connect();
    expect(sockets.socketIdsOf(7)).toEqual([]);
    sessions.answer();
    expect(await outcome).toBeUndefined();
    expect(sockets.socketIdsOf(7)).toEqual([]);
    sockets.markConnected(socket);
    expect(sockets.socketIdsOf(7)).toEqual(['socket']);
  });

  it.each([
    ['the login', 'a'],
    ['every login of the user', null],
  ])('refuses the socket when %s is revoked while it is looked up', async (_, sessionId) => {
    const { sessions, sockets, outcome } = connect();
    sockets.revoke(7, sessionId);
    sessions.answer();
    expect(await outcome).toMatchObject({ data: { code: 'UNAUTHENTICATED' } });
    expect(sockets.has(7)).toBe(false);
  });

  it('forgets a socket whose connection closes while its login is looked up', () => {
    const { fake, sockets } = connect();
    expect(sockets.has(7)).toBe(true);
    fake.conn.emit('close');
    expect(sockets.has(7)).toBe(false);
  });
});
