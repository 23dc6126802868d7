import { Injectable } from '@nestjs/common';
import { BatchedRead } from '#platform/batching/batched-read';
import { Database } from '#platform/database/database';

/** What a user's row in `carts` says. */
export interface Versions {
  /** grows with every change of the cart */
  readonly cart: number;
  /** grows with every change of the wish list */
  readonly wishes: number;
}

const NOTHING_YET: Versions = { cart: 0, wishes: 0 };

/** The versions of carts and wish lists as they are committed now, by one read of a row for both. */
@Injectable()
export class CartVersions {
  private readonly versions = new BatchedRead('The carts', (userIds: readonly number[]) => this.read(userIds));

  constructor(private readonly database: Database) {}

  async of(userId: number): Promise<Versions> {
    return (await this.versions.find(userId)) ?? NOTHING_YET;
  }

  private async read(userIds: readonly number[]): Promise<Map<number, Versions>> {
    const rows = await this.database.query<Versions & { readonly userId: number }>(
      'SELECT user_id AS userId, version AS cart, wishes_version AS wishes FROM carts WHERE user_id IN (?)',
      [userIds],
    );
    return new Map(rows.map((row) => [row.userId, row]));
  }
}
