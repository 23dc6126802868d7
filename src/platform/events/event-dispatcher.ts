import { setImmediate as turn } from 'node:timers/promises';
import { isTransient } from '#platform/database/errors';
import { INSTANCE_LEASE_MS } from '#platform/database/replica';
import type { IdBlocks } from '#platform/database/id-blocks';
import { joined } from '#platform/observability/tracing';
import { withTimeout } from '#platform/timing/with-timeout';
import type { EventPublication, EventPublicationRepository } from './event-publication.repository';
import { backoff, eventsOf, type HandlerQueue, takeBatch } from './handler-queue';
import type { EventBatch, EventHandler } from './event-handler';

const HEARTBEAT_MS = 2_000;
const POLL_MS = 500;
const MAX_ATTEMPTS = 10;
const STOP_LIMIT_MS = 4_000;
/** What has lived that long in our hands does not end processes as soon as it is begun. */
const ALONE_MS = 5_000;

/**
 * Hands deliveries to their reactions, in batches. A failing batch is taken apart (deliveries one by one, then a
 * delivery in halves) until the failing fact stands alone; only then do attempts lead to parking, and only those to
 * which the database answered.
 */
export class EventDispatcher {
  private readonly queues = new Map<string, HandlerQueue>();
  /** ids in the hands of this instance */
  private readonly held = new Set<number>();
  /** the last one that was taken although processes had died over it, or over others beside it */
  private poisonCandidate = { id: 0, aloneUntil: 0 };
  private readonly timers: NodeJS.Timeout[] = [];
  private polling: Promise<void> | undefined;
  private claiming = false;
  private accepting = true;
  /** told of each delivery that is done, how long after the commit of its facts that was */
  onCompleted: (reaction: string, seconds: number) => void = () => undefined;

  constructor(
    private readonly store: EventPublicationRepository,
    private readonly ids: IdBlocks,
    readonly instance: string,
  ) {}

  register(handler: EventHandler<unknown>): void {
    const queue: HandlerQueue = { handler, waiting: [], running: undefined };
    for (const name of [handler.name, ...handler.formerly]) {
      if (this.queues.has(name)) throw new Error(`Two event handlers are called ${name}`);
      this.queues.set(name, queue);
    }
  }

  async start(): Promise<void> {
    this.claiming = true;
    await this.store.renewLease(this.instance, INSTANCE_LEASE_MS);
    this.every(HEARTBEAT_MS, () => this.store.renewLease(this.instance, INSTANCE_LEASE_MS));
    this.every(POLL_MS, () => this.poll());
    void this.poll();
  }

  /** Takes what has just committed, without asking the database for it. */
  accept(deliveries: readonly EventPublication[]): void {
    if (!this.accepting) return;
    for (const delivery of deliveries) {
      const lane = this.queues.get(delivery.handler);
      if (lane === undefined) continue;
      this.held.add(delivery.id);
      delivery.committedAt ??= performance.now();
      lane.waiting.push(delivery);
      lane.running ??= this.run(lane);
    }
  }

  /**
   * Ends when nothing is due and nothing is under way on this instance. Only a sweep that began with empty hands can
   * tell: one that began beside a suspect has left the next suspect where it was.
   */
  async drain(): Promise<void> {
    let idle = false;
    while (!idle) {
      await this.queuesIdle();
      await this.polling;
      const empty = this.held.size === 0;
      await this.poll();
      idle = empty && this.held.size === 0;
    }
  }

  /**
   * Claims nothing more, finishes what is in hand within a few seconds, and leaves the rest, which is due for any
   * other instance from then on.
   */
  async stop(): Promise<void> {
    if (!this.claiming) return;
    this.claiming = false;
    this.timers.forEach(clearInterval);
    const done = Promise.resolve(this.polling).then(() => this.queuesIdle());
    await withTimeout(STOP_LIMIT_MS, done, () => new Error('late')).catch(() => undefined);
    this.accepting = false;
    for (const lane of this.queues.values()) lane.waiting = [];
    await this.store.endLease(this.instance).catch(() => undefined);
  }

  /** Picks up what is due and in nobody's living hands. */
  private poll(): Promise<void> {
    this.polling ??= this.claim().finally(() => {
      this.polling = undefined;
    });
    return this.polling;
  }

  private async claim(): Promise<void> {
    if (!this.claiming) return;
    const reactions = [...this.queues.keys()];
    const mayTakeSuspect =
      !this.held.has(this.poisonCandidate.id) || performance.now() > this.poisonCandidate.aloneUntil;
    const claimed = await this.store.claim(this.instance, reactions, this.held, mayTakeSuspect).catch(() => []);
    for (const delivery of claimed) {
      if (delivery.unfinished && delivery.attempts > 2) {
        this.poisonCandidate = { id: delivery.id, aloneUntil: performance.now() + ALONE_MS };
      }
      if (delivery.unfinished && delivery.payloads.length > 1) {
        this.accept(await this.split(delivery).catch(() => []));
      } else if (delivery.unfinished && delivery.attempts > MAX_ATTEMPTS) {
        await this.store
          .deadLetter(delivery.id, 'No attempt came to its end: the process died each time')
          .catch(() => undefined);
      } else {
        this.accept([delivery]);
      }
    }
  }

  private async run(lane: HandlerQueue): Promise<void> {
    let batch = takeBatch(lane);
    // Whoever has just committed answers his client first.
    await turn();
    for (; batch.length > 0; batch = takeBatch(lane)) await this.attempt(lane, batch);
    lane.running = undefined;
  }

  private async attempt(lane: HandlerQueue, deliveries: readonly EventPublication[]): Promise<void> {
    for (const delivery of deliveries) this.held.add(delivery.id);
    try {
      await this.deliver(lane.handler, deliveries);
    } catch (error) {
      // Where even the failure cannot be noted, the rows stay ours, and the sweep finds them forgotten.
      await this.failed(lane, deliveries, error).catch(() => undefined);
    } finally {
      for (const delivery of deliveries) this.held.delete(delivery.id);
      if (deliveries.some(({ id }) => id === this.poisonCandidate.id)) void this.poll();
    }
  }

  private async deliver(reaction: EventHandler<unknown>, deliveries: readonly EventPublication[]): Promise<void> {
    const ids = deliveries.map((delivery) => delivery.id);
    let completed = false;
    const batch: EventBatch<unknown> = {
      events: deliveries.flatMap((delivery) => eventsOf(reaction, delivery)),
      position: deliveries[0]?.position ?? 0,
      complete: async (tx) => {
        await this.store.remove(ids, tx);
        tx.afterCommit(() => {
          completed = true;
        });
      },
      advance: async (tx, position) => {
        for (const id of ids) await this.store.setPosition(tx, id, position);
      },
    };
    const traces = deliveries.flatMap((delivery) => delivery.traces ?? []);
    await joined(reaction.name, traces, () => reaction.handle(batch));
    if (!completed) await this.store.remove(ids);
    const now = performance.now();
    for (const { committedAt } of deliveries) this.onCompleted(reaction.name, (now - (committedAt ?? now)) / 1000);
  }

  private async failed(lane: HandlerQueue, deliveries: readonly EventPublication[], error: unknown): Promise<void> {
    const [first] = deliveries;
    if (first === undefined) return;
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const ids = deliveries.map((delivery) => delivery.id);
    if (isTransient(error)) {
      await this.store.release(ids, backoff(first.attempts), false, reason);
    } else if (deliveries.length > 1) {
      for (const delivery of deliveries) await this.attempt(lane, [delivery]);
    } else if (first.payloads.length > 1) {
      const halves = await this.split(first);
      // The second waits for the first, and must not look forgotten meanwhile.
      for (const half of halves) this.held.add(half.id);
      for (const half of halves) await this.attempt(lane, [half]);
    } else if (first.attempts >= MAX_ATTEMPTS) {
      await this.store.deadLetter(first.id, reason);
    } else {
      await this.store.release(ids, backoff(first.attempts), true, reason);
    }
  }

  /** Two deliveries with half the facts each, in this instance's hands; none if the whole was done meanwhile. */
  private async split(delivery: EventPublication): Promise<EventPublication[]> {
    const middle = Math.ceil(delivery.payloads.length / 2);
    const shares = [delivery.payloads.slice(0, middle), delivery.payloads.slice(middle)];
    const ids = await this.ids.take('event_publications', shares.length);
    const halves = shares.map<EventPublication>((payloads, index) => ({
      ...delivery,
      id: ids[index] as number,
      payloads,
      traces: delivery.traces && (index === 0 ? delivery.traces.slice(0, middle) : delivery.traces.slice(middle)),
      attempts: 1,
      unfinished: false,
    }));
    return (await this.store.replace(delivery.id, this.instance, halves)) ? halves : [];
  }

  private every(milliseconds: number, work: () => Promise<void>): void {
    const timer = setInterval(() => void work().catch(() => undefined), milliseconds);
    timer.unref();
    this.timers.push(timer);
  }

  private async queuesIdle(): Promise<void> {
    for (;;) {
      const running = [...this.queues.values()].flatMap((lane) => lane.running ?? []);
      if (running.length === 0) return;
      await Promise.all(running);
    }
  }
}
