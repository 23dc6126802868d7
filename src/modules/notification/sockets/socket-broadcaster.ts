import { Injectable, type OnModuleInit } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Server } from 'socket.io';
import { Unavailable } from '#platform/domain-error';
import { traced } from '#platform/observability/tracing';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { HotDealClient, type HotDealSignal } from '#event';
import { NotificationQueries } from '../persistence/notification.queries';
import {
  OWNER_SIGNALS,
  type OwnerSignal,
  type OwnerSignalName,
  type SettledOrder,
  SignalBroadcaster,
} from './signal-broadcaster';
import { eventOf, SignalStream } from './signal-stream';
import { UserSockets } from './user-sockets';

const SETTLED = 'private.order-settled';
const NOTIFIED = 'private.notification';
const SIGNALS_REMEMBERED = 10_000;

/**
 * Public signals go through the Redis stream, which connection recovery reads too. Private ones go through the instance
 * channel, and each instance emits them to single sockets of its own, so that no stream ever holds them.
 */
@Injectable()
export class SocketBroadcaster extends SignalBroadcaster implements OnModuleInit {
  private server: Server | undefined;
  /** by `seq`: whether only the clients of this instance have received a signal, or the stream holds it as well */
  private readonly sent = new LRUCache<number, 'HERE' | 'EVERYWHERE'>({ max: SIGNALS_REMEMBERED });
  private readonly toCount = new Set<number>();
  private counting = false;

  constructor(
    private readonly stream: SignalStream,
    private readonly hotDeals: HotDealClient,
    private readonly instances: InstanceChannel,
    private readonly sockets: UserSockets,
    private readonly notifications: NotificationQueries,
  ) {
    super();
  }

  attach(server: Server): void {
    this.server = server;
    this.stream.attach(server, (signal) => this.receive(signal));
  }

  onModuleInit(): void {
    this.instances.subscribe(SETTLED, (orders) => {
      if (this.sockets.connectedCount === 0) return;
      traced('signal.order-settled', () => this.emitSettled(orders as SettledOrder[]));
    });
    for (const name of OWNER_SIGNALS) {
      this.instances.subscribe(channelOf(name), (signals) => {
        if (this.sockets.connectedCount === 0) return;
        traced(`signal.${name}`, () => {
          for (const { userId, payload } of signals as OwnerSignal[]) this.emitTo(userId, name, payload);
        });
      });
    }
    this.instances.subscribe(NOTIFIED, (userIds) => void this.emitUnread(userIds as number[]));
  }

  override async broadcast(signals: readonly HotDealSignal[]): Promise<void> {
    let failed = false;
    for (const signal of signals) {
      if (this.sent.get(signal.seq) === 'EVERYWHERE') continue;
      // After a failure the stream is not tried again: the clients here get the rest of the signals at once.
      const offset: string | undefined = failed
        ? undefined
        : await traced('signal.publish', () => this.stream.publish(signal));
      const isNew = this.sent.get(signal.seq) === undefined;
      this.sent.set(signal.seq, offset === undefined ? 'HERE' : 'EVERYWHERE');
      if (isNew) this.emitSignal(signal, offset);
      failed ||= offset === undefined;
    }
    if (failed) throw new Unavailable('The signal stream');
  }

  override sendSettledOrders(orders: readonly SettledOrder[]): void {
    this.instances.publish(SETTLED, orders);
  }

  override sendToOwners(name: OwnerSignalName, signals: readonly OwnerSignal[]): void {
    this.instances.publish(channelOf(name), signals);
  }

  override sendUnreadCounts(userIds: readonly number[]): void {
    if (userIds.length > 0) this.instances.publish(NOTIFIED, userIds);
  }

  /** A signal of another instance: before a client can act on it, this instance must sell by what it says. */
  private receive(signal: HotDealSignal): boolean {
    const isNew = this.sent.get(signal.seq) === undefined;
    this.sent.set(signal.seq, 'EVERYWHERE');
    if (isNew) this.hotDeals.invalidate(signal);
    return isNew;
  }

  /** The offset in the stream goes last: a client's recovery begins after the last one that it received. */
  private emitSignal(signal: HotDealSignal, offset: string | undefined): void {
    this.hotDeals.invalidate(signal);
    this.server?.local.emit(eventOf(signal), signal, ...(offset === undefined ? [] : [offset]));
  }

  private emitSettled(orders: readonly SettledOrder[]): void {
    for (const { userId, orderId, status, failureReason } of orders) {
      this.emitTo(userId, 'order-settled', { orderId, status, failureReason });
    }
  }

  /** One count at a time, for all users notified meanwhile: a newer number is never followed by an older one. */
  private async emitUnread(userIds: readonly number[]): Promise<void> {
    for (const userId of userIds) if (this.sockets.has(userId)) this.toCount.add(userId);
    if (this.counting) return;
    this.counting = true;
    try {
      while (this.toCount.size > 0) {
        const counted = [...this.toCount];
        this.toCount.clear();
        const unread = await this.notifications.unreadOf(counted);
        for (const userId of counted) this.emitTo(userId, 'notification', { unread: unread.get(userId) ?? 0 });
      }
    } catch {
      // The database is unavailable. The signal is sent at most once anyway: clients also read the list.
    } finally {
      this.counting = false;
    }
  }

  private emitTo(userId: number, event: string, payload: object): void {
    const socketIds = this.sockets.socketIdsOf(userId);
    if (socketIds.length > 0) this.server?.local.to(socketIds).emit(event, payload);
  }
}

function channelOf(name: OwnerSignalName): string {
  return `private.${name}`;
}
