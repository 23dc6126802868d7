import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DatabaseClock } from '#platform/database/database-clock';
import { RedisClients } from '#platform/redis/redis-clients';
import { onRenewed } from '#platform/redis/redis-connection';
import { SingleFlight } from '#platform/timing/single-flight';
import { SessionQueries } from '../persistence/session.queries';

/** Longer than an access token lives, in seconds. */
const MARK_TTL_S = 17 * 60;
/** The sentinel is trusted for this long, and refreshed while requests need it. */
const TRUSTED_MS = 1_000;
const REFRESH_AFTER_MS = 500;
/** A refresh that builds on a sentinel no older than this reads only the revocations of the last minute. */
const EXTENDABLE_MS = 30_000;
const RECENT_S = 60;
/** Two instances' readings of the database's clock differ by less: each is off by at most half a round trip. */
const CLOCK_ERROR_MS = 100;
/** After a failure of Redis the database is queried for this long, without trying Redis first. */
const PAUSE_AFTER_FAILURE_MS = 500;
const RETRY_MS = 50;

/** Writes the marks and then the sentinel; a refresh only if the sentinel is still the one that it builds on. */
const FILL = `
  if ARGV[1] ~= '' and redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  for i = 2, #KEYS do redis.call('SET', KEYS[i], '1', 'EX', ARGV[3]) end
  redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
  return 1`;

/**
 * Caches in Redis which sessions were revoked within the lifetime of an access token: one mark per session, and a
 * sentinel with the instant of the database's clock up to which the marks are complete.
 *
 * Why no revoked session is taken for a live one, once the request that revoked it was answered:
 * - A revocation commits in the database, then writes the mark, then answers. The mark is found.
 * - The mark cannot be written (Redis is not available to this instance, or this process dies): a sentinel is trusted
 *   for one second by the database's clock, and only a read of the database makes a newer one. So the answer waits
 *   until no sentinel from before the commit is trusted; a newer one includes the session. If the process died, there
 *   was no answer, and the tokens end within the same second.
 * - Redis lost everything: the sentinel is missing too, and the database is queried until the cache has been filled.
 * - Redis came back with an older state (it was killed, and read its last file): the connection broke, and a sentinel
 *   is trusted only if it was made after this instance connected. The same covers a command that ioredis sends again,
 *   or that a frozen Redis runs late: its sentinel is as old as its read.
 * - A refresh adds only the last minute, but the marks were flushed meanwhile: the script that writes it does nothing
 *   unless the sentinel is still the one that it builds on.
 * One case remains: two flushes within the milliseconds between a refresh's read and its write, with a mark written
 * between them. Then those tokens are accepted for one second more.
 */
@Injectable()
export class RevocationCache {
  private readonly sentinel: string;
  private connectedAt = performance.now();
  private pausedUntil = 0;
  private readonly refreshing = new SingleFlight((upTo: string, age: number) => this.refresh(upTo, age));

  constructor(
    private readonly redis: RedisClients,
    private readonly clock: DatabaseClock,
    private readonly sessions: SessionQueries,
  ) {
    this.sentinel = `${redis.prefix}${redis.together('revoked-session')}:up-to`;
    onRenewed(redis.cache, () => {
      this.connectedAt = performance.now();
    });
  }

  /**
   * Those of these sessions that were revoked; undefined when the cache is not complete, and the database must be
   * queried.
   */
  async revokedAmong(sessionIds: readonly string[]): Promise<ReadonlySet<string> | undefined> {
    if (performance.now() < this.pausedUntil) return undefined;
    let upTo: string | null | undefined;
    let marks: (string | null)[];
    try {
      [upTo, ...marks] = await this.redis.cache.mget(this.sentinel, ...sessionIds.map((id) => this.markOf(id)));
    } catch {
      this.pausedUntil = performance.now() + PAUSE_AFTER_FAILURE_MS;
      return undefined;
    }
    const age = this.ageOfSentinel(upTo);
    if (age > REFRESH_AFTER_MS) void this.refreshing.run(upTo ?? '', age);
    if (age > TRUSTED_MS) return undefined;
    return new Set(sessionIds.filter((_, index) => marks[index] !== null));
  }

  /** The caller awaits this after the commit that revoked these sessions, and before it answers. */
  async mark(sessionIds: readonly string[]): Promise<void> {
    const untrustedAt = performance.now() + TRUSTED_MS + CLOCK_ERROR_MS;
    while (!(await this.tryToMark(sessionIds)) && performance.now() < untrustedAt) await pause(RETRY_MS);
  }

  private async tryToMark(sessionIds: readonly string[]): Promise<boolean> {
    const marks = this.redis.cache.pipeline();
    for (const id of sessionIds) marks.set(this.markOf(id), '1', 'EX', MARK_TTL_S);
    const results = await marks.exec().catch(() => undefined);
    return results?.every(([error]) => error === null) ?? false;
  }

  private refresh(upTo: string, age: number): Promise<void> {
    return this.write(age < EXTENDABLE_MS ? upTo : '').catch(() => {
      this.pausedUntil = performance.now() + PAUSE_AFTER_FAILURE_MS;
    });
  }

  private async write(basis: string): Promise<void> {
    const revoked = await this.sessions.revokedWithin(basis === '' ? MARK_TTL_S : RECENT_S);
    const keys = [this.sentinel, ...revoked.sessionIds.map((id) => this.markOf(id))];
    await this.redis.cache.eval(FILL, keys.length, ...keys, basis, String(revoked.upTo), String(MARK_TTL_S));
  }

  /** In ms; infinite for a sentinel that is missing, or older than the connection that it was read from. */
  private ageOfSentinel(upTo: string | null | undefined): number {
    if (upTo === null || upTo === undefined) return Number.POSITIVE_INFINITY;
    const age = this.clock.now().getTime() - Number(upTo);
    const connectedFor = performance.now() - this.connectedAt - CLOCK_ERROR_MS;
    return age < connectedFor ? age : Number.POSITIVE_INFINITY;
  }

  private markOf(sessionId: string): string {
    return `${this.redis.prefix}${this.redis.together('revoked-session')}:${sessionId}`;
  }
}
