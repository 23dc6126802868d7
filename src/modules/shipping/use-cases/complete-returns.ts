import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { bisect } from '#platform/batching/bisect';
import { isTransient } from '#platform/database/errors';
import { Poller, PollerLeases } from '#platform/timing/poller';
import { type DueReturn, ReturnEndings } from '../persistence/return-endings';
import { ReturnMetrics } from '../return-metrics';
import { ShippingConfig } from '../shipping.config';

const NAME = 'shipping.complete-returns';
const POLL_MS = 5_000;
/** Without shipping, and without returns that are open. */
const IDLE_POLL_MS = 60_000;
const BATCH = 100;
/** A return that fails alone is tried again after this time, and the others go on. */
const PUT_OFF_MS = 60_000;
const MOST_PUT_OFF = 10_000;

/** Completes returns whose time has come, on one instance. */
@Injectable()
export class CompleteReturns implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(NAME);
  private readonly poller: Poller;
  private readonly putOff = new LRUCache<number, true>({ max: MOST_PUT_OFF, ttl: PUT_OFF_MS });

  constructor(
    private readonly returns: ReturnEndings,
    leases: PollerLeases,
    config: ShippingConfig,
    private readonly metrics: ReturnMetrics,
  ) {
    this.poller = new Poller(leases, {
      name: NAME,
      everyMs: POLL_MS,
      idleEveryMs: config.enabled ? POLL_MS : IDLE_POLL_MS,
      poll: async () => {
        await this.execute();
        return config.enabled || (await returns.hasDue()) ? POLL_MS : undefined;
      },
    });
  }

  onApplicationBootstrap(): void {
    this.poller.start();
  }

  onModuleDestroy(): void {
    this.poller.stop();
  }

  /** Completes all that is due, each return once. */
  async execute(): Promise<void> {
    let due: DueReturn[] = [];
    do {
      due = await this.returns.due(BATCH, due.at(-1));
      await this.complete(due.filter(({ returnId }) => !this.putOff.has(returnId)));
    } while (due.length === BATCH);
  }

  private async complete(due: readonly DueReturn[]): Promise<void> {
    if (due.length === 0) return;
    const completeBatch = async (batch: readonly DueReturn[]): Promise<void> => {
      this.metrics.moved('RETURNED', await this.returns.complete(batch));
    };
    await bisect(due, completeBatch, {
      failsAll: isTransient,
      onFailure: (failed, error) => {
        if (isTransient(error)) throw error;
        for (const { returnId } of failed) {
          this.putOff.set(returnId, true);
          this.metrics.failed();
          this.log.error({ msg: `Return ${returnId} could not be completed; it is tried again later`, err: error });
        }
      },
    });
  }
}
