import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { DatabaseClock } from '#platform/database/database-clock';
import { ClaimingPoller } from '#platform/timing/claiming-poller';
import { dayIn, daysAfter, instantOf } from '#platform/timing/zoned-time';
import { daysToReconcile } from '../domain/day-comparison';
import { type DueRun, ReconciliationRuns } from '../persistence/reconciliation-runs';
import { ReconciliationMetrics } from '../reconciliation-metrics';
import { ReconcileDay } from './reconcile-day';

const EVERY_MS = 60_000;
/** Shorter than a claim lasts. */
const WORK_LIMIT_MS = 900_000;
/** In the shop's time zone. By then the list of the day before is complete, and few buyers pay. */
const AT = '04:00';
/** While it may be the provider's outage that leaves payments unanswered, the day is compared again. */
const MAX_REPEATS = 5;

/** Compares each day with each provider's list in the night after it: one instance does, whichever claims the day. */
@Injectable()
export class ReconcileNightly implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Payments');
  private readonly poller: ClaimingPoller<DueRun>;
  private readonly zone: string;

  constructor(
    config: Config,
    private readonly clock: DatabaseClock,
    private readonly runs: ReconciliationRuns,
    private readonly day: ReconcileDay,
    private readonly metrics: ReconciliationMetrics,
  ) {
    this.zone = config.timeZone;
    this.poller = new ClaimingPoller<DueRun>({
      name: 'payment.reconcile',
      everyMs: EVERY_MS,
      maxAtOnce: 1,
      workLimitMs: WORK_LIMIT_MS,
      candidates: (limit) => this.candidates(limit),
      claim: (run) => this.runs.claim(run),
      work: (run, signal) => this.work(run, signal),
      nameOf: ({ provider, day }) => `${provider} on ${day}`,
    });
  }

  onApplicationBootstrap(): void {
    if (this.day.providers.length > 0) this.poller.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.poller.stop();
  }

  wake(): void {
    this.poller.wake();
  }

  private async candidates(limit: number): Promise<DueRun[]> {
    const { providers } = this.day;
    const today = dayIn(this.zone, this.clock.now());
    for (const provider of providers) {
      const days = daysToReconcile(await this.runs.lastDay(provider), today);
      await this.runs.plan(
        provider,
        days.map((day) => ({ day, dueAt: instantOf(`${daysAfter(day, 1)}T${AT}`, this.zone) })),
      );
    }
    return this.runs.due(providers, limit);
  }

  private async work(run: DueRun, signal: AbortSignal): Promise<void> {
    const { provider, day, attempts } = run;
    try {
      const { transactions, differences, unanswered } = await this.day.execute(provider, day, signal);
      if (unanswered > 0 && attempts < MAX_REPEATS) throw new Error(`${unanswered} payments could not be looked at`);
      if (!(await this.runs.complete(run, transactions, differences))) return;
      this.metrics.found(differences);
      const about = { provider, day, transactions, differences: differences.length };
      if (differences.length === 0)
        this.log.log({ msg: 'The list of the payment provider agrees with our payments', ...about });
      else this.log.error({ msg: 'The list of the payment provider differs from our payments', ...about });
    } catch (error) {
      await this.runs.fail(run, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }
}
