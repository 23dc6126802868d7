import { Injectable } from '@nestjs/common';
import { Database } from './database';
import type { Transaction } from './transaction';

/** What is counted; each has its row from the migrations. */
export type Revised = 'products' | 'offers';

/**
 * How often something has changed. The number grows in the transaction of the change, so whoever reads the same number
 * twice knows that nothing was changed in between. One who changes the tables by hand must raise it too.
 */
@Injectable()
export class Revisions {
  private reading: Promise<ReadonlyMap<string, number>> | undefined;

  constructor(private readonly database: Database) {}

  /** Towards the end of a transaction: the row stays locked until the commit, and other changes wait for it. */
  async raise(tx: Transaction, name: Revised): Promise<void> {
    const { affectedRows } = await tx.execute('UPDATE revisions SET number = number + 1 WHERE name = ?', [name]);
    if (affectedRows !== 1) throw new Error(`There is no revision of ${name}`);
  }

  /** Read once for all who ask in the same turn. */
  async of(name: Revised): Promise<number> {
    this.reading ??= Promise.resolve().then(() => this.read());
    const number = (await this.reading).get(name);
    if (number === undefined) throw new Error(`There is no revision of ${name}`);
    return number;
  }

  private async read(): Promise<ReadonlyMap<string, number>> {
    this.reading = undefined;
    const rows = await this.database.query<{ name: string; number: number }>('SELECT name, number FROM revisions');
    return new Map(rows.map(({ name, number }) => [name, number]));
  }
}
