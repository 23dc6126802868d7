import { Injectable } from '@nestjs/common';
import { Database } from './database';

const BLOCK = 1_000;

/** What is left of the block in hand, and the next one once it has been asked for. */
interface Supply {
  next: number;
  end: number;
  following: Promise<number> | undefined;
}

/**
 * Ids that are known before the row is inserted, so that an insert whose fate is unknown can be repeated with the
 * same ids. Each instance reserves blocks of 1,000 in a table of its own commit (hi/lo): ids are unique for ever,
 * grow within an instance, may leave gaps, and say nothing about commit order.
 */
@Injectable()
export class IdBlocks {
  private readonly supplies = new Map<string, Supply>();

  constructor(private readonly database: Database) {}

  /** The next `count` ids of the sequence `name`, ascending. */
  async take(name: string, count: number): Promise<number[]> {
    const ids: number[] = [];
    while (ids.length < count) {
      const supply = this.supplies.get(name);
      if (supply === undefined || supply.next >= supply.end) {
        await this.refill(name, supply);
        continue;
      }
      ids.push(supply.next++);
      if (supply.following === undefined && supply.end - supply.next < BLOCK / 2) this.askAhead(name, supply);
    }
    return ids;
  }

  private async refill(name: string, spent: Supply | undefined): Promise<void> {
    const start = await (spent?.following ?? this.reserve(name));
    // Several callers may have waited for the same block: the first one installs it.
    if (this.supplies.get(name) === spent) {
      this.supplies.set(name, { next: start, end: start + BLOCK, following: undefined });
    }
  }

  private askAhead(name: string, supply: Supply): void {
    const following = this.reserve(name);
    supply.following = following;
    following.catch(() => {
      supply.following = undefined;
    });
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
