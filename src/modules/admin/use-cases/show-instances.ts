import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { EventPublicationRepository } from '#platform/events/event-publication.repository';
import { DatabaseClock } from '#platform/database/database-clock';
import { type InstanceReport, InstanceRegistry } from '#platform/redis/instance-registry';

const count = z.number().int().nonnegative().catch(0);
/** What the modules count. An instance of another version may count less, or more. */
const counted = z.object({
  listeners: z.object({ public: count, private: count }).catch({ public: 0, private: 0 }),
  orders: z
    .object({ placed: count, won: count, refused: count, soldOut: count, cancelled: count })
    .catch({ placed: 0, won: 0, refused: 0, soldOut: 0, cancelled: 0 }),
  settlementDelayMs: z.object({ p50: z.number(), p99: z.number() }).nullable().catch(null),
});

interface InstanceNumbers extends z.infer<typeof counted> {
  readonly instanceId: string;
  readonly startedAt: Date;
  readonly observedAt: Date;
}

export interface ShopInstances {
  readonly observedAt: Date;
  /** false: only this instance is told of */
  readonly complete: boolean;
  readonly deliveries: { readonly due: number; readonly parked: number };
  readonly instances: readonly InstanceNumbers[];
}

/** What the shop is doing now. All who ask while it is looked at share one look. */
@Injectable()
export class ShowInstances {
  private taking: Promise<ShopInstances> | undefined;

  constructor(
    private readonly registry: InstanceRegistry,
    private readonly deliveries: EventPublicationRepository,
    private readonly clock: DatabaseClock,
  ) {}

  /** @throws Unavailable */
  execute(): Promise<ShopInstances> {
    this.taking ??= this.take().finally(() => {
      this.taking = undefined;
    });
    return this.taking;
  }

  private async take(): Promise<ShopInstances> {
    const observedAt = this.clock.now();
    const [{ complete, instances }, deliveries] = await Promise.all([this.registry.all(), this.deliveries.waiting()]);
    return { observedAt, complete, deliveries, instances: instances.map(instanceView) };
  }
}

function instanceView({ instanceId, startedAt, observedAt, counts }: InstanceReport): InstanceNumbers {
  return {
    instanceId,
    startedAt: new Date(startedAt),
    observedAt: new Date(observedAt),
    ...counted.parse(counts),
  };
}
