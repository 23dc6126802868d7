import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CheckFailed, Health } from '#platform/observability/health';
import { Database } from './database';
import { isTransient } from './errors';
import { pendingMigrations } from './pending-migrations';
import { INSTANCE_LEASE_MS } from './replica';
import { TableHealth } from './table-health';

/**
 * Without the database, and all of its migrations, no request can be served, and without its writes almost none. The
 * check itself writes nothing: every instance renews its lease every 2 s, so its own writes tell whether they succeed.
 */
@Injectable()
export class DatabaseHealth implements OnModuleInit {
  private migrated = false;
  private readonly tables: TableHealth;

  constructor(
    private readonly health: Health,
    private readonly database: Database,
    private readonly dataSource: DataSource,
  ) {
    this.tables = new TableHealth(database);
  }

  onModuleInit(): void {
    this.health.add('database', true, () => this.assertWorks());
    this.health.add('migrations', true, () => this.assertMigrated());
  }

  private async assertWorks(): Promise<void> {
    const { condition } = this.database;
    await this.assertTakesWrites();
    if (condition.isFull) throw new CheckFailed('The disk of the database is full.');
    if (condition.msSinceWrite > INSTANCE_LEASE_MS) throw new CheckFailed('No write to the database succeeds.');
    const table = await this.tables.firstDamaged();
    if (table !== undefined) throw new CheckFailed(`The table ${table} of the database cannot be used.`);
  }

  /**
   * Variables say whether the server is read-only, but some accounts may write nevertheless: only then a statement that
   * changes no row shows whether this one may.
   */
  private async assertTakesWrites(): Promise<void> {
    const readOnly = await this.database.query(
      `SHOW GLOBAL VARIABLES WHERE Variable_name IN
         ('read_only', 'super_read_only', 'innodb_read_only', 'tx_read_only', 'transaction_read_only')
         AND Value NOT IN ('OFF', '0')`,
    );
    if (readOnly.length === 0) return;
    try {
      await this.database.execute(`DELETE FROM instances WHERE id = ''`);
    } catch (error) {
      throw isTransient(error) ? new CheckFailed('The database takes no writes.', error) : error;
    }
  }

  /** Once all migrations are applied they stay applied, so they are not read again. */
  private async assertMigrated(): Promise<void> {
    this.migrated ||= (await pendingMigrations(this.dataSource)).length === 0;
    if (!this.migrated) throw new Error('migrations are pending');
  }
}
