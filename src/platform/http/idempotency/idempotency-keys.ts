import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { isDuplicateKey } from '#platform/database/errors';
import type { Transaction } from '#platform/database/transaction';
import { type Claim, KeyAlreadyClaimed } from './claim';

interface Claimed {
  readonly claim: Claim;
  /** what was created: a repeated request returns it again */
  readonly resourceId: number;
}

/** A key that was used: the hash of its request, and what that request created. */
export interface Stored {
  readonly hash: Buffer;
  readonly resourceId: number;
}

interface Row {
  readonly user_id: number;
  readonly idem_key: string;
  readonly request_hash: Buffer;
  readonly resource_id: number;
}

const INSERT = 'INSERT INTO idempotency_keys (user_id, idem_key, request_hash, resource_id)';

/** The table `idempotency_keys`: each row commits together with the effect of its request. */
@Injectable()
export class IdempotencyKeys {
  constructor(private readonly database: Database) {}

  /**
   * Inserts the claim, if there is one, in the transaction of its effect. If this throws, roll that transaction back.
   * @throws KeyAlreadyClaimed
   */
  async claim(tx: Transaction, claim: Claim | undefined, resourceId: number): Promise<void> {
    if (claim === undefined) return;
    try {
      await tx.execute(`${INSERT} VALUES (?, ?, ?, ?)`, [claim.userId, claim.key, claim.hash, resourceId]);
    } catch (error) {
      throw isDuplicateKey(error) ? new KeyAlreadyClaimed() : error;
    }
  }

  /**
   * Inserts the claims of many effects in one transaction, each with the id of what it creates. Returns the ids whose
   * key belongs to another request: their effects must not be made. Repeating a claim with the same id changes nothing.
   */
  async claimAll(tx: Transaction, claimed: readonly Claimed[]): Promise<Set<number>> {
    const sorted = [...claimed].sort((a, b) => compare(a.claim, b.claim));
    tx.defer(`${INSERT} VALUES ? ON DUPLICATE KEY UPDATE resource_id = resource_id`, [
      sorted.map(({ claim, resourceId }) => [claim.userId, claim.key, claim.hash, resourceId]),
    ]);
    const owners = await read(
      (sql, parameters) => tx.query<Row>(sql, parameters),
      sorted.map(({ claim }) => claim),
    );
    const isLost = ({ claim, resourceId }: Claimed): boolean => {
      const owner = owners.get(nameOf(claim));
      return owner?.resourceId !== resourceId || !owner.hash.equals(claim.hash);
    };
    return new Set(claimed.filter(isLost).map(({ resourceId }) => resourceId));
  }

  /** The committed row of each of these claims, or `undefined`, in the order of the claims. */
  async find(claims: readonly Claim[]): Promise<(Stored | undefined)[]> {
    const stored = await read((sql, parameters) => this.database.query<Row>(sql, parameters), claims);
    return claims.map((claim) => stored.get(nameOf(claim)));
  }
}

async function read(
  query: (sql: string, parameters: readonly unknown[]) => Promise<Row[]>,
  claims: readonly Claim[],
): Promise<ReadonlyMap<string, Stored>> {
  const rows = await query(
    `SELECT user_id, idem_key, request_hash, resource_id FROM idempotency_keys
      WHERE (user_id, idem_key) IN (${claims.map(() => '(?, ?)').join(', ')})`,
    claims.flatMap(({ userId, key }) => [userId, key]),
  );
  return new Map(
    rows.map((row) => [
      nameOf({ userId: row.user_id, key: row.idem_key }),
      { hash: row.request_hash, resourceId: row.resource_id },
    ]),
  );
}

function nameOf({ userId, key }: { readonly userId: number; readonly key: string }): string {
  return `${userId} ${key}`;
}

/** The order of the unique index: concurrent batches lock its rows in the same order. */
function compare(a: Claim, b: Claim): number {
  return a.userId - b.userId || (a.key < b.key ? -1 : Number(a.key > b.key));
}
