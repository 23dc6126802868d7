import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { IdBlocks } from '#platform/database/id-blocks';
import type { Transaction } from '#platform/database/transaction';
import { InstanceStats } from '#platform/observability/instance-stats';
import { tracing } from '#platform/observability/tracing';
import type { DomainEventType } from './domain-event';
import { EventDispatcher } from './event-dispatcher';
import { EventHandler } from './event-handler';
import { type EventPublication, EventPublicationRepository } from './event-publication.repository';
import { HandlerRegistry, type RegisteredHandler } from './handler-registry';
import type { Traces } from './traced-payloads';
import { TransactionalListener } from './transactional-listener';

/** The most events in one stored publication. */
const EVENTS_PER_PUBLICATION = 500;

/** The events of one future publication. */
interface Share {
  readonly handler: string;
  readonly payloads: readonly unknown[];
  readonly traces: Traces;
}

/**
 * The in-process event bus. Events are stored in the publisher's own transaction, one publication per handler, and
 * passed to the handlers on this instance as soon as that has committed. Other instances take over what a dead instance
 * has left, and what is for handlers that this release does not have.
 */
@Injectable()
export class EventBus implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly dispatcher: EventDispatcher;
  private readonly handlers = new Map<string, EventHandler<unknown>>();
  private readonly listeners: TransactionalListener[] = [];
  private delivers = false;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly store: EventPublicationRepository,
    private readonly ids: IdBlocks,
    private readonly registry: HandlerRegistry,
    stats: InstanceStats,
  ) {
    this.dispatcher = new EventDispatcher(store, ids, stats.instanceId);
  }

  /** The names of the handlers of this release. */
  get handlerNames(): readonly string[] {
    return [...this.handlers.keys()];
  }

  /** The name of this instance, as in the column `owner` of its publications. */
  get instance(): string {
    return this.dispatcher.instance;
  }

  /** @param onCompleted called for each publication that is completed here, with the time since its events committed */
  onDone(onCompleted: (handler: string, seconds: number) => void): void {
    this.dispatcher.onCompleted = onCompleted;
  }

  /**
   * Stores `payloads` as events of this type, in the order given, for every live handler of any release. There is no
   * other way to publish an event.
   * @param options.traces of each event; the current one for all of them by default
   * @param options.delayMs hand them over only after this time, on any instance (for timeouts)
   */
  async publish<Payload>(
    tx: Transaction,
    event: DomainEventType<Payload>,
    payloads: readonly Payload[],
    options: { readonly delayMs?: number; readonly traces?: Traces } = {},
  ): Promise<void> {
    if (payloads.length === 0) return;
    const delayMs = options.delayMs ?? 0;
    if (delayMs === 0) for (const listener of this.listeners) await listener.record(tx, event, payloads);
    const registered = await this.registry.handlersOf(tx, event.name);
    if (registered.length === 0) return;
    const traces = tracesOf(payloads, options.traces);
    const shares = registered.flatMap((handler) => this.sharesOf(handler, payloads, traces));
    const isOwn = ({ handler }: Share): boolean => this.delivers && delayMs === 0 && this.handlers.has(handler);
    const own = await this.toPublications(event, shares.filter(isOwn), 1);
    const others = await this.toPublications(
      event,
      shares.filter((share) => !isOwn(share)),
      0,
    );
    if (own.length > 0) this.store.insert(tx, this.dispatcher.instance, delayMs, own);
    if (others.length > 0) this.store.insert(tx, '', delayMs, others);
    if (own.length > 0) tx.afterCommit(() => this.dispatcher.accept(own));
  }

  /**
   * Finds the handlers and registers them. A process that does only this, and is never started, stores what it
   * publishes for the running instances, and handles nothing itself.
   */
  async discover(): Promise<void> {
    for (const { instance } of this.discovery.getProviders()) {
      if (instance instanceof TransactionalListener) this.listeners.push(instance);
      if (!(instance instanceof EventHandler)) continue;
      const handler = instance as EventHandler<unknown>;
      this.dispatcher.register(handler);
      this.handlers.set(handler.name, handler);
    }
    await this.registry.register([...this.handlers.values()]);
  }

  /** Before any module starts its work, and so before anything is published. */
  async onModuleInit(): Promise<void> {
    await this.discover();
  }

  /** Starts delivering, first of all what earlier instances have left. */
  async onApplicationBootstrap(): Promise<void> {
    this.delivers = true;
    await this.ids.prime('event_publications');
    await this.dispatcher.start();
  }

  /** Delivers until nothing is due or being handled: for tests, and for an orderly end. */
  async drain(): Promise<void> {
    await this.dispatcher.drain();
  }

  /** Finishes what is being handled and gives back the rest, while the database is still open. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.dispatcher.stop();
  }

  private sharesOf({ name, maxBatch }: RegisteredHandler, payloads: readonly unknown[], traces: Traces): Share[] {
    const size = Math.min(EVENTS_PER_PUBLICATION, maxBatch, this.handlers.get(name)?.maxBatchSize ?? maxBatch);
    const shares: Share[] = [];
    for (let start = 0; start < payloads.length; start += size) {
      const end = start + size;
      shares.push({ handler: name, payloads: payloads.slice(start, end), traces: traces?.slice(start, end) });
    }
    return shares;
  }

  private async toPublications(
    event: DomainEventType<unknown>,
    shares: readonly Share[],
    attempts: number,
  ): Promise<EventPublication[]> {
    const ids = await this.ids.take('event_publications', shares.length);
    return shares.map((share, index) => ({
      ...share,
      id: ids[index] as number,
      event: event.name,
      position: 0,
      attempts,
      stored: false,
      unfinished: false,
    }));
  }
}

function tracesOf(payloads: readonly unknown[], given: Traces): Traces {
  if (tracing === undefined) return undefined;
  const now = given === undefined ? tracing.current() : undefined;
  const traces = given ?? payloads.map(() => now);
  return traces.some((trace) => trace !== undefined) ? traces : undefined;
}
