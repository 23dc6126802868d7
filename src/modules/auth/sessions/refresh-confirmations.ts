import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Batcher } from '#platform/batching/batcher';
import { Database } from '#platform/database/database';
import { DatabaseClock } from '#platform/database/database-clock';
import { isTransient } from '#platform/database/errors';
import { Unavailable } from '#platform/domain-error';
import type { Principal } from '#platform/security/principal';
import type { RefreshToken } from '../domain/refresh-tokens';

/** Six times as long as a used refresh token may be answered again. */
const RECENTLY_ISSUED_S = 60;
const MAX_ENTRIES = 10_000;

/**
 * Records that an access token was presented: the answer that carried it has arrived, so the refresh token that was
 * used for it is not answered again. Written once per generation and instance, and only for recently issued tokens of a
 * rotated session: only those have a predecessor that could still be answered again.
 */
@Injectable()
export class RefreshConfirmations {
  private readonly confirmed = new LRUCache<string, Promise<void>>({ max: MAX_ENTRIES });
  private readonly batcher = new Batcher<RefreshToken, void>((tokens) => this.write(tokens), {
    maxBatchSize: 100,
    maxQueue: 10_000,
    onFull: () => new Unavailable('The session check'),
    failsAll: isTransient,
  });

  constructor(
    private readonly database: Database,
    private readonly clock: DatabaseClock,
  ) {}

  /** The caller awaits this before it serves the request. */
  async confirm({ sessionId, generation, issuedAt }: Principal): Promise<void> {
    if (generation === 0 || this.clock.now().getTime() / 1_000 - issuedAt > RECENTLY_ISSUED_S) return;
    const key = `${sessionId}:${generation}`;
    let written = this.confirmed.get(key);
    if (written === undefined) {
      written = this.batcher.add({ sessionId, generation });
      this.confirmed.set(key, written);
      written.catch(() => this.confirmed.delete(key));
    }
    await written;
  }

  private async write(tokens: readonly RefreshToken[]): Promise<{ value: undefined }[]> {
    const each = tokens.map(() => '(session_id = ? AND generation = ?)').join(' OR ');
    const values = tokens.flatMap(({ sessionId, generation }) => [sessionId, generation]);
    await this.database.transaction((tx) => tx.execute(`UPDATE sessions SET confirmed = 1 WHERE ${each}`, values));
    return tokens.map(() => ({ value: undefined }));
  }
}
