import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { IdBlocks } from '#platform/database/id-blocks';
import type { Transaction } from '#platform/database/transaction';
import { InstanceStats } from '#platform/observability/instance-stats';
import { tracing } from '#platform/observability/tracing';
import { type EventPublication, EventPublicationRepository } from './event-publication.repository';
import type { DomainEventType } from './domain-event';
import { EventHandler } from './event-handler';
import { EventDispatcher } from './event-dispatcher';
import type { Traces } from './traced-payloads';
import { TransactionalListener } from './transactional-listener';

/** Facts in one delivery: what publishes many at once shares one row per reaction among this many. */
const EVENTS_PER_PUBLICATION = 500;

/**
 * The in-process event bus. What is published is stored in the publisher's own transaction, one delivery per
 * reaction, and handed to the reactions on this instance as soon as that has committed. What a dead instance leaves
 * is taken over by a living one.
 */
@Injectable()
export class EventBus implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly dispatcher: EventDispatcher;
  private readonly handlers = new Map<string, EventHandler<unknown>[]>();
  private readonly listeners: TransactionalListener[] = [];
  private delivers = false;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly store: EventPublicationRepository,
    private readonly ids: IdBlocks,
    stats: InstanceStats,
  ) {
    this.dispatcher = new EventDispatcher(store, ids, stats.instanceId);
  }

  get handlerNames(): readonly string[] {
    return [...this.handlers.values()].flatMap((reactions) => reactions.map(({ name }) => name));
  }

  /** @param done is told of each delivery that is done here, how long after the commit of its facts that was */
  onDone(done: (reaction: string, seconds: number) => void): void {
    this.dispatcher.onCompleted = done;
  }

  /** The name of this instance, as deliveries in its hands bear it. */
  get instance(): string {
    return this.dispatcher.instance;
  }

  /**
   * Stores `payloads` as facts of this kind, in the order given, for every reaction to it. There is no other way to
   * announce anything.
   * @param options.traces that each belongs to; all of them to what runs now, if nothing else is said
   * @param options.delayMs hand them over only then, by whichever instance lives (for time-outs)
   */
  async publish<Payload>(
    tx: Transaction,
    fact: DomainEventType<Payload>,
    payloads: readonly Payload[],
    options: { readonly delayMs?: number; readonly traces?: Traces } = {},
  ): Promise<void> {
    const reactions = this.handlers.get(fact.name) ?? [];
    const delayMs = options.delayMs ?? 0;
    if (payloads.length === 0) return;
    if (delayMs === 0) for (const witness of this.listeners) await witness.record(tx, fact, payloads);
    if (reactions.length === 0) return;
    const mine = this.delivers && delayMs === 0;
    const traces = tracesOf(payloads, options.traces);
    const shares = reactions.flatMap((reaction) => {
      const size = Math.min(EVENTS_PER_PUBLICATION, reaction.maxBatchSize);
      const traceShares = traces && inShares(traces, size);
      return inShares(payloads, size).map((share, index) => ({ reaction, share, traces: traceShares?.[index] }));
    });
    const ids = await this.ids.take('event_publications', shares.length);
    const deliveries = shares.map<EventPublication>(({ reaction, share, traces }, index) => ({
      id: ids[index] as number,
      handler: reaction.name,
      event: fact.name,
      payloads: share,
      traces,
      position: 0,
      attempts: mine ? 1 : 0,
      stored: false,
      unfinished: false,
    }));
    this.store.insert(tx, mine ? this.dispatcher.instance : '', delayMs, deliveries);
    if (mine) tx.afterCommit(() => this.dispatcher.accept(deliveries));
  }

  /**
   * Finds the reactions. A process that does only this, and is never started, stores what it publishes for whichever
   * instance lives, and delivers nothing.
   */
  findReactions(): void {
    for (const provider of this.discovery.getProviders()) {
      if (provider.instance instanceof TransactionalListener) this.listeners.push(provider.instance);
      if (!(provider.instance instanceof EventHandler)) continue;
      const reaction = provider.instance as EventHandler<unknown>;
      this.dispatcher.register(reaction);
      this.handlers.set(reaction.event.name, [...(this.handlers.get(reaction.event.name) ?? []), reaction]);
    }
  }

  /** Starts delivering, first of all what earlier lives of this system left. */
  async onApplicationBootstrap(): Promise<void> {
    this.findReactions();
    this.delivers = true;
    await this.ids.prime('event_publications');
    await this.dispatcher.start();
  }

  /** Delivers by hand until nothing is due or under way: for tests, and for an orderly end. */
  async drain(): Promise<void> {
    await this.dispatcher.drain();
  }

  /** Finishes what is in hand and gives back the rest, while the database is still open. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.dispatcher.stop();
  }
}

function tracesOf(payloads: readonly unknown[], given: Traces): Traces {
  if (tracing === undefined) return undefined;
  const now = given === undefined ? tracing.current() : undefined;
  const traces = given ?? payloads.map(() => now);
  return traces.some((trace) => trace !== undefined) ? traces : undefined;
}

function inShares<Payload>(payloads: readonly Payload[], size: number): Payload[][] {
  const shares: Payload[][] = [];
  for (let start = 0; start < payloads.length; start += size) shares.push(payloads.slice(start, start + size));
  return shares;
}
