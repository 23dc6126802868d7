import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Database } from '#platform/database/database';
import { pendingMigrations } from '#platform/database/pending-migrations';
import { RedisClients } from '#platform/redis/redis-clients';
import { Health } from './health';

/** What the ground itself stands on. Without Redis everything goes on, only slower. */
@Injectable()
export class PlatformHealth implements OnModuleInit {
  private migrated = false;

  constructor(
    private readonly health: Health,
    private readonly database: Database,
    private readonly dataSource: DataSource,
    private readonly redis: RedisClients,
  ) {}

  onModuleInit(): void {
    this.health.add('database', true, () => this.database.query('SELECT 1'));
    this.health.add('migrations', true, () => this.assertMigrated());
    this.health.add('redis', false, () => this.redis.cache.ping());
  }

  /** Asked until it is true: migrations that were applied stay applied. */
  private async assertMigrated(): Promise<void> {
    this.migrated ||= (await pendingMigrations(this.dataSource)).length === 0;
    if (!this.migrated) throw new Error('migrations are pending');
  }
}
