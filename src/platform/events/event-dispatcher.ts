import { setImmediate as turn } from 'node:timers/promises';
import { halves } from '#platform/batching/bisect';
import { isTransient } from '#platform/database/errors';
import { INSTANCE_LEASE_MS } from '#platform/database/replica';
import type { IdBlocks } from '#platform/database/id-blocks';
import { joined } from '#platform/observability/tracing';
import { repeat } from '#platform/timing/repeat';
import { SingleFlight } from '#platform/timing/single-flight';
import { withTimeout } from '#platform/timing/with-timeout';
import type { EventPublication, EventPublicationRepository } from './event-publication.repository';
import { FailureLog } from './handler-failures';
import { backoff, eventsOf, type HandlerQueue, isTooLarge, takeBatch } from './handler-queue';
import type { EventBatch, EventHandler } from './event-handler';

const HEARTBEAT_MS = 2_000;
const POLL_MS = 500;
const MAX_ATTEMPTS = 10;
const STOP_LIMIT_MS = 4_000;
/** A poison candidate that is handled for this long does not kill the process at once, so another one may be tried. */
const ALONE_MS = 5_000;

/**
 * Passes publications to their handlers, in batches. A failing batch is split (into its publications, then a
 * publication into halves) until the failing event is alone. Only then do attempts count towards the dead letter, and
 * only while the database can work: a failure of the database is not one of the event (docs/adr/0034).
 */
export class EventDispatcher {
  private readonly queues = new Map<string, HandlerQueue>();
  /** ids of the publications that this instance is handling or about to handle */
  private readonly held = new Set<number>();
  /** the last publication that was claimed although processes had died while they handled it, or others beside it */
  private poisonCandidate = { id: 0, aloneUntil: 0 };
  /** publications whose attempt here has failed, while the database could not store that either */
  private readonly unstoredFailures = new Set<number>();
  private readonly failures = new FailureLog();
  private readonly stopTimers: (() => void)[] = [];
  private readonly polling = new SingleFlight(() => this.claim());
  private claiming = false;
  private accepting = true;
  /** called for each completed publication, with the time since its events were committed */
  onCompleted: (handler: string, seconds: number) => void = () => undefined;

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
    this.stopTimers.push(
      repeat(HEARTBEAT_MS, () => this.store.renewLease(this.instance, INSTANCE_LEASE_MS)),
      repeat(POLL_MS, () => this.poll()),
    );
    void this.poll();
  }

  /** Queues publications that have just been committed or claimed; they are not read again. */
  accept(publications: readonly EventPublication[]): void {
    if (!this.accepting) return;
    for (const publication of publications) {
      const queue = this.queues.get(publication.handler);
      if (queue === undefined) continue;
      this.held.add(publication.id);
      publication.committedAt ??= performance.now();
      queue.waiting.push(publication);
      queue.running ??= this.run(queue);
    }
  }

  /**
   * Resolves when nothing is due and nothing is being handled on this instance. Only a poll that began while nothing
   * was held can tell: one that began beside a poison candidate has not claimed the next one.
   */
  async drain(): Promise<void> {
    let idle = false;
    while (!idle) {
      await this.queuesIdle();
      await this.polling.running;
      const empty = this.held.size === 0;
      await this.poll();
      idle = empty && this.held.size === 0;
    }
  }

  /**
   * Claims nothing more, finishes what is being handled within a few seconds, and leaves the rest, which other
   * instances may claim at once.
   */
  async stop(): Promise<void> {
    if (!this.claiming) return;
    this.claiming = false;
    for (const stopTimer of this.stopTimers) stopTimer();
    const done = Promise.resolve(this.polling.running).then(() => this.queuesIdle());
    await withTimeout(STOP_LIMIT_MS, done, () => new Error('late')).catch(() => undefined);
    this.accepting = false;
    for (const queue of this.queues.values()) queue.waiting = [];
    await this.store.endLease(this.instance).catch(() => undefined);
  }

  /** Claims publications that are due and belong to no living instance. */
  private poll(): Promise<void> {
    return this.polling.run();
  }

  private async claim(): Promise<void> {
    if (!this.claiming) return;
    const withCandidate =
      !this.held.has(this.poisonCandidate.id) || performance.now() > this.poisonCandidate.aloneUntil;
    const claimed = await this.discountFailures()
      .then(() => this.store.claim(this.instance, [...this.queues.keys()], this.held, withCandidate))
      .catch(() => []);
    for (const publication of claimed) {
      const { id, unfinished, attempts, payloads } = publication;
      if (unfinished && attempts > 2) {
        this.poisonCandidate = { id, aloneUntil: performance.now() + ALONE_MS };
      }
      if (unfinished && payloads.length > 1) {
        this.accept(await this.split(publication).catch(() => []));
      } else if (unfinished && attempts > MAX_ATTEMPTS) {
        await this.store.deadLetter(id, 'The process died in every attempt').catch(() => undefined);
      } else {
        this.accept([publication]);
      }
    }
  }

  /**
   * Another instance that has taken such a publication over counts an attempt in which a process died, but this process
   * lives. Before this is corrected, nothing more is claimed: so each instance has at most one such count on it.
   */
  private async discountFailures(): Promise<void> {
    const ids = [...this.unstoredFailures];
    if (ids.length === 0) return;
    await this.store.discount(ids, this.instance);
    for (const id of ids) this.unstoredFailures.delete(id);
  }

  private async run(queue: HandlerQueue): Promise<void> {
    let batch = takeBatch(queue);
    // The request whose transaction has just committed is answered first.
    await turn();
    for (; batch.length > 0; batch = takeBatch(queue)) await this.attempt(queue, batch);
    queue.running = undefined;
  }

  private async attempt(queue: HandlerQueue, publications: readonly EventPublication[]): Promise<void> {
    for (const { id } of publications) this.held.add(id);
    try {
      if (isTooLarge(queue, publications)) await this.attemptInParts(queue, publications[0]);
      else await this.deliver(queue.handler, publications);
    } catch (error) {
      // If the failure cannot be stored either, the rows keep this owner, and a later poll finds them forgotten.
      await this.handleFailure(queue, publications, error).catch(() => {
        for (const { id } of publications) this.unstoredFailures.add(id);
      });
    } finally {
      for (const { id } of publications) this.held.delete(id);
      if (publications.some(({ id }) => id === this.poisonCandidate.id)) void this.poll();
    }
  }

  private async deliver(handler: EventHandler<unknown>, publications: readonly EventPublication[]): Promise<void> {
    const ids = publications.map(({ id }) => id);
    let completed = false;
    const batch: EventBatch<unknown> = {
      events: publications.flatMap((publication) => eventsOf(handler, publication)),
      position: publications[0]?.position ?? 0,
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
    const traces = publications.flatMap((publication) => publication.traces ?? []);
    await joined(handler.name, traces, () => handler.handle(batch));
    if (!completed) await this.store.remove(ids);
    const now = performance.now();
    for (const { committedAt } of publications) this.onCompleted(handler.name, (now - (committedAt ?? now)) / 1000);
  }

  private async handleFailure(
    queue: HandlerQueue,
    publications: readonly EventPublication[],
    error: unknown,
  ): Promise<void> {
    const [first] = publications;
    if (first === undefined) return;
    const reason = this.failures.record(queue.handler.name, error);
    const ids = publications.map(({ id }) => id);
    if (isTransient(error)) {
      await this.store.release(ids, backoff(first.attempts), false, reason);
    } else if (publications.length > 1) {
      for (const publication of publications) await this.attempt(queue, [publication]);
    } else if (first.payloads.length > 1) {
      await this.attemptInParts(queue, first);
    } else {
      const counts = await this.store.canCommit();
      if (counts && first.attempts >= MAX_ATTEMPTS) await this.store.deadLetter(first.id, reason);
      else await this.store.release(ids, backoff(first.attempts), counts, reason);
    }
  }

  private async attemptInParts(queue: HandlerQueue, publication: EventPublication): Promise<void> {
    const parts = await this.split(publication);
    // The second part waits for the first, and a poll must not believe it forgotten meanwhile.
    for (const part of parts) this.held.add(part.id);
    for (const part of parts) await this.attempt(queue, [part]);
  }

  /** Two publications with half the events each, owned by this instance; none if the whole was completed meanwhile. */
  private async split(publication: EventPublication): Promise<EventPublication[]> {
    const ids = await this.ids.take('event_publications', 2);
    const traces = publication.traces && halves(publication.traces);
    const parts = halves(publication.payloads).map<EventPublication>((payloads, index) => ({
      ...publication,
      id: ids[index] as number,
      payloads,
      traces: traces?.[index],
      attempts: 1,
      unfinished: false,
    }));
    return (await this.store.replace(publication.id, this.instance, parts)) ? parts : [];
  }

  private async queuesIdle(): Promise<void> {
    for (;;) {
      const running = [...this.queues.values()].flatMap((queue) => queue.running ?? []);
      if (running.length === 0) return;
      await Promise.all(running);
    }
  }
}
