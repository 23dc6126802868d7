import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DatabaseClock } from '#platform/database/database-clock';
import { RedisClients } from '#platform/redis/redis-clients';
import { onRenewed } from '#platform/redis/redis-connection';
import { SessionQueries } from '../persistence/session.queries';

/** Longer than an access token lives, in seconds. */
const MARK_TTL_S = 17 * 60;
/** A filling is believed this long, and repeated while somebody asks. */
const TRUSTED_MS = 1_000;
const REFRESH_AFTER_MS = 500;
/** A filling that repeats one no older than this reads only the revocations of the last minute. */
const EXTENDABLE_MS = 30_000;
const RECENT_S = 60;
/** More than two instances' readings of the database's clock differ: each is out by half a round trip at most. */
const CLOCK_ERROR_MS = 100;
/** After a failure the database is asked for so long, without trying Redis before. */
const PAUSE_AFTER_FAILURE_MS = 500;
const RETRY_MS = 50;

/** Writes marks and, last, what they are complete up to; a repetition only if nobody touched the copy meanwhile. */
const FILL = `
  if ARGV[1] ~= '' and redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  for i = 2, #KEYS do redis.call('SET', KEYS[i], '1', 'EX', ARGV[3]) end
  redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
  return 1`;

/**
 * The copy in Redis of which logins were ended within the life of an access token: one mark per login, and a sentinel
 * that says up to which instant of the database's clock the marks are complete.
 *
 * Why it cannot call an ended login live, once whoever ended it was answered:
 * - Whoever ends a login commits in the database, then writes the mark, then answers. With the mark there, all is well.
 * - The mark cannot be written (Redis away, or away from this instance alone; or this process dies): the sentinel is
 *   believed for one second by the database's clock, and only a reading of the database makes a newer one. So the
 *   answer waits until every sentinel from before the commit must have lost belief; a newer one knows the login. If
 *   the process died, nobody was answered, and the same second is all that the tokens have left.
 * - Redis lost everything: the sentinel is gone too, and the database is asked until a filling has been written.
 * - Redis came back with an older state of itself (it was killed, and read its last file): the connection broke, and a
 *   sentinel is believed only if it was made after this instance's connection. The same undoes a command that ioredis
 *   sends again, or that a frozen Redis carries out late: its sentinel is as old as its reading.
 * - A repetition that adds only the last minute to marks which were flushed under it: it is written by a script that
 *   does nothing unless the sentinel is still the one it builds upon.
 * What remains are two flushes within the milliseconds between a filling's reading and its writing, with a mark
 * between the two: then those tokens have one second more.
 */
@Injectable()
export class RevocationCache {
  private readonly sentinel: string;
  private connectedAt = performance.now();
  private pausedUntil = 0;
  private filling: Promise<void> | undefined;

  constructor(
    private readonly redis: RedisClients,
    private readonly clock: DatabaseClock,
    private readonly sessions: SessionQueries,
  ) {
    this.sentinel = `${redis.prefix}${redis.together('login-ended')}:up-to`;
    onRenewed(redis.cache, () => {
      this.connectedAt = performance.now();
    });
  }

  /** Those of these logins that were ended, or undefined: the copy cannot tell, ask the database. */
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
    if (age > REFRESH_AFTER_MS) void this.fill(upTo ?? '', age);
    if (age > TRUSTED_MS) return undefined;
    return new Set(sessionIds.filter((_, index) => marks[index] !== null));
  }

  /** To be awaited after the commit that ended these logins, and before anybody is told. */
  async mark(sessionIds: readonly string[]): Promise<void> {
    const disbelievedAt = performance.now() + TRUSTED_MS + CLOCK_ERROR_MS;
    while (!(await this.tryToMark(sessionIds)) && performance.now() < disbelievedAt) await pause(RETRY_MS);
  }

  private async tryToMark(sessionIds: readonly string[]): Promise<boolean> {
    const marks = this.redis.cache.pipeline();
    for (const id of sessionIds) marks.set(this.markOf(id), '1', 'EX', MARK_TTL_S);
    const results = await marks.exec().catch(() => undefined);
    return results?.every(([error]) => error === null) ?? false;
  }

  private fill(upTo: string, age: number): Promise<void> {
    this.filling ??= this.refill(age < EXTENDABLE_MS ? upTo : '')
      .catch(() => {
        this.pausedUntil = performance.now() + PAUSE_AFTER_FAILURE_MS;
      })
      .finally(() => {
        this.filling = undefined;
      });
    return this.filling;
  }

  private async refill(builtUpon: string): Promise<void> {
    const ended = await this.sessions.revokedWithin(builtUpon === '' ? MARK_TTL_S : RECENT_S);
    const keys = [this.sentinel, ...ended.sessionIds.map((id) => this.markOf(id))];
    await this.redis.cache.eval(FILL, keys.length, ...keys, builtUpon, String(ended.upTo), String(MARK_TTL_S));
  }

  /** In ms; infinite for a sentinel that is missing, or older than the connection it came over. */
  private ageOfSentinel(upTo: string | null | undefined): number {
    if (upTo === null || upTo === undefined) return Number.POSITIVE_INFINITY;
    const age = this.clock.now().getTime() - Number(upTo);
    const connectedFor = performance.now() - this.connectedAt - CLOCK_ERROR_MS;
    return age < connectedFor ? age : Number.POSITIVE_INFINITY;
  }

  private markOf(sessionId: string): string {
    return `${this.redis.prefix}${this.redis.together('login-ended')}:${sessionId}`;
  }
}
