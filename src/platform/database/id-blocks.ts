import { Injectable } from '@nestjs/common';
import { Database } from './database';

const BLOCK = 1_000;

/** What is left of the current block, and the next block while it is being reserved. */
interface Supply {
  next: number;
  end: number;
  following: Promise<number> | undefined;
}

/**
 * Ids that are known before the row is inserted, so that an insert whose outcome is unknown can be repeated with the same
 * ids. Each instance reserves blocks of 1,000 in a transaction of its own (hi/lo): ids are unique for ever, grow within
 * an instance, may leave gaps, and say nothing about the order of commits.
 *
 * The next block is reserved when half of one is left. Prime a sequence before taking ids inside a transaction: a
 * reservation needs a second connection.
 */
@Injectable()
export class IdBlocks {
  private readonly supplies = new Map<string, Supply>();

  constructor(private readonly database: Database) {}

  /** Reserves a block of the sequence `name` unless there is one. */
  async prime(name: string): Promise<void> {
    const supply = this.supplyOf(name);
    if (supply.next >= supply.end) await this.refill(name, supply);
  }

  /** The next `count` ids of the sequence `name`, ascending. */
  async take(name: string, count: number): Promise<number[]> {
    const supply = this.supplyOf(name);
    const ids: number[] = [];
    while (ids.length < count) {
      if (supply.next < supply.end) ids.push(supply.next++);
      else await this.refill(name, supply);
    }
    if (supply.end - supply.next < BLOCK / 2) this.ahead(name, supply).catch(() => undefined);
    return ids;
  }

  private supplyOf(name: string): Supply {
    let supply = this.supplies.get(name);
    if (supply === undefined) this.supplies.set(name, (supply = { next: 0, end: 0, following: undefined }));
    return supply;
  }

  /** All waiting callers share one reservation; the first one that continues makes it the current block. */
  private async refill(name: string, supply: Supply): Promise<void> {
    const following = this.ahead(name, supply);
    const start = await following;
    if (supply.following !== following) return;
    supply.next = start;
    supply.end = start + BLOCK;
    supply.following = undefined;
  }

  private ahead(name: string, supply: Supply): Promise<number> {
    supply.following ??= this.reserve(name).catch((error: unknown) => {
      supply.following = undefined;
      throw error;
    });
    return supply.following;
  }

  private async reserve(name: string): Promise<number> {
    return this.database.transaction(async (tx) => {
      await tx.execute('UPDATE id_blocks SET next_id = next_id + ? WHERE name = ?', [BLOCK, name]);
      const [row] = await tx.query<{ next_id: number }>('SELECT next_id FROM id_blocks WHERE name = ?', [name]);
      if (row === undefined) throw new Error(`No id sequence is called ${name}`);
      return row.next_id - BLOCK;
    });
  }
}
