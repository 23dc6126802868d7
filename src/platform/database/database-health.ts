import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Health } from '#platform/observability/health';
import { Database } from './database';
import { pendingMigrations } from './pending-migrations';

/** Without the database, and all of its migrations, no request can be served. */
@Injectable()
export class DatabaseHealth implements OnModuleInit {
  private migrated = false;

  constructor(
    private readonly health: Health,
    private readonly database: Database,
    private readonly dataSource: DataSource,
  ) {}

  onModuleInit(): void {
    this.health.add('database', true, () => this.database.query('SELECT 1'));
    this.health.add('migrations', true, () => this.assertMigrated());
  }

  /** Once all migrations are applied they stay applied, so they are not read again. */
  private async assertMigrated(): Promise<void> {
    this.migrated ||= (await pendingMigrations(this.dataSource)).length === 0;
    if (!this.migrated) throw new Error('migrations are pending');
  }
}
