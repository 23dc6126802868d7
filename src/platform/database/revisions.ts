import { Injectable } from '@nestjs/common';
import { Database } from './database';
import type { Transaction } from './transaction';

/** The name of something whose changes are counted; its row is inserted by a migration. */
export interface Revision {
  readonly name: string;
}

const defined = new Set<string>();

/** @throws Error when the name is taken: two parts of the application would count in one row */
export function defineRevision(name: string): Revision {
  if (defined.has(name)) throw new Error(`Two revisions are called ${name}`);
  defined.add(name);
  return { name };
}

/**
 * Counts the changes of something that is cached, by a name whose row a migration has inserted. The number grows in the
 * transaction of the change: two readings of the same number mean that nothing has changed in between. A change of the
 * tables by hand must raise it too.
 */
@Injectable()
export class Revisions {
  private reading: Promise<ReadonlyMap<string, number>> | undefined;

  constructor(private readonly database: Database) {}

  /** Call it towards the end of a transaction: the row stays locked until the commit, and other changes wait for it. */
  async raise(tx: Transaction, { name }: Revision): Promise<void> {
    const { affectedRows } = await tx.execute('UPDATE revisions SET number = number + 1 WHERE name = ?', [name]);
    if (affectedRows !== 1) throw new Error(`There is no revision of ${name}`);
  }

  /** Reads once for all callers of the same turn of the event loop. */
  async of({ name }: Revision): Promise<number> {
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
