import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import { Config } from '#platform/config/config';
import { DatabaseClock } from '#platform/database/database-clock';
import { dayIn } from '#platform/timing/zoned-time';
import { ExpiryRepository } from '../persistence/expiry.repository';

const HALF_DAY_MS = 12 * 60 * 60 * 1_000;

/** Marks expired deals as deleted, each night on one instance. Nothing depends on it. */
@Injectable()
export class ExpireAtMidnight implements OnApplicationBootstrap {
  private readonly log = new Logger(ExpireAtMidnight.name);

  constructor(
    private readonly config: Config,
    private readonly clock: DatabaseClock,
    private readonly expiry: ExpiryRepository,
    private readonly scheduler: SchedulerRegistry,
  ) {}

  onApplicationBootstrap(): void {
    const job = CronJob.from({
      name: 'hot-deals.expire',
      cronTime: '0 0 * * *',
      timeZone: this.config.timeZone,
      unrefTimeout: true,
      onTick: () => this.execute().then(() => undefined),
      errorHandler: (error) => this.log.error(error),
    });
    this.scheduler.addCronJob('hot-deals.expire', job);
    job.start();
  }

  /**
   * Returns how many deals were marked, or `undefined` when another instance does the work of this midnight. A midnight
   * is claimed under the day that begins: twelve hours on, instances with slightly different clocks see the same date.
   */
  async execute(): Promise<number | undefined> {
    const day = dayIn(this.config.timeZone, new Date(this.clock.now().getTime() + HALF_DAY_MS));
    return (await this.expiry.claim(day)) ? this.expiry.markEnded() : undefined;
  }
}
