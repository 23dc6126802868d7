import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { DatabaseClock } from '#platform/database/database-clock';
import { PublicationQueries } from '#platform/events/publication-queries';
import { type InstanceReport, InstanceRegistry } from '#platform/redis/instance-registry';
import { SingleFlight } from '#platform/timing/single-flight';

const count = z.number().int().nonnegative().catch(0);
/** The counters of the modules. An instance of another version may report fewer or more of them. */
const counters = z.object({
  listeners: z.object({ public: count, private: count }).catch({ public: 0, private: 0 }),
  orders: z
    .object({ placed: count, won: count, refused: count, soldOut: count, cancelled: count })
    .catch({ placed: 0, won: 0, refused: 0, soldOut: 0, cancelled: 0 }),
  settlementDelayMs: z.object({ p50: z.number(), p99: z.number() }).nullable().catch(null),
});

interface Instance extends z.infer<typeof counters> {
  readonly instanceId: string;
  readonly startedAt: Date;
  readonly observedAt: Date;
}

export interface InstanceList {
  readonly observedAt: Date;
  /** false while Redis is unavailable: the list then has only this instance */
  readonly complete: boolean;
  readonly deliveries: { readonly due: number; readonly parked: number };
  readonly instances: readonly Instance[];
}

/** What the instances of the shop are doing now. Concurrent calls share one answer. */
@Injectable()
export class ListInstances {
  private readonly reading = new SingleFlight(() => this.read());

  constructor(
    private readonly registry: InstanceRegistry,
    private readonly publications: PublicationQueries,
    private readonly clock: DatabaseClock,
  ) {}

  /** @throws Unavailable */
  execute(): Promise<InstanceList> {
    return this.reading.run();
  }

  private async read(): Promise<InstanceList> {
    const observedAt = this.clock.now();
    const [{ complete, instances }, deliveries] = await Promise.all([this.registry.all(), this.publications.waiting()]);
    return { observedAt, complete, deliveries, instances: instances.map(toInstance) };
  }
}

function toInstance({ instanceId, startedAt, observedAt, counts }: InstanceReport): Instance {
  return {
    instanceId,
    startedAt: new Date(startedAt),
    observedAt: new Date(observedAt),
    ...counters.parse(counts),
  };
}
