import { Injectable, type OnModuleInit } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Server } from 'socket.io';
import { Unavailable } from '#platform/domain-error';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { traced } from '#platform/observability/tracing';
import { HotDealClient, type HotDealSignal } from '#event';
import { NotificationQueries } from '../persistence/notification.queries';
import { SignalBroadcaster, type SettledOrder } from './signal-broadcaster';
import { UserSockets } from './user-sockets';
import { eventOf, SignalStream } from './signal-stream';

const SETTLED = 'private.order-settled';
const NOTIFIED = 'private.notification';
const SIGNALS_REMEMBERED = 10_000;

/**
 * The clients on the sockets of all instances. Public signals travel by the stream, which recovery reads; what is
 * private travels by the instance channel and is emitted to single sockets here, so that no stream ever holds it.
 */
@Injectable()
export class SocketBroadcaster extends SignalBroadcaster implements OnModuleInit {
  private server: Server | undefined;
  /** by `seq`: whether the clients here have heard a signal, and whether the stream holds it */
  private readonly told = new LRUCache<number, 'HERE' | 'EVERYWHERE'>({ max: SIGNALS_REMEMBERED });
  private readonly toCount = new Set<number>();
  private counting = false;

  constructor(
    private readonly stream: SignalStream,
    private readonly hotDeals: HotDealClient,
    private readonly instances: InstanceChannel,
    private readonly seats: UserSockets,
    private readonly notifications: NotificationQueries,
  ) {
    super();
  }

  attach(server: Server): void {
    this.server = server;
    this.stream.attach(server, (signal) => this.heard(signal));
  }

  onModuleInit(): void {
    this.instances.listen(SETTLED, (orders) => {
      if (this.seats.connectedCount > 0) traced('signal.order-settled', () => this.emitSettled(orders as SettledOrder[]));
    });
    this.instances.listen(NOTIFIED, (userIds) => void this.emitUnread(userIds as number[]));
  }

  override async broadcast(signals: readonly HotDealSignal[]): Promise<void> {
    let untold = false;
    for (const signal of signals) {
      if (this.told.get(signal.seq) === 'EVERYWHERE') continue;
      // Where one could not be told, none is waited for: the clients here hear all of them at once.
      const place: string | undefined = untold
        ? undefined
        : await traced('signal.publish', () => this.stream.publish(signal));
      const isNew = this.told.get(signal.seq) === undefined;
      this.told.set(signal.seq, place === undefined ? 'HERE' : 'EVERYWHERE');
      if (isNew) this.emitSignal(signal, place);
      untold ||= place === undefined;
    }
    if (untold) throw new Unavailable('The way to the other instances');
  }

  override sendSettledOrders(orders: readonly SettledOrder[]): void {
    this.instances.tell(SETTLED, orders);
  }

  override sendUnreadCounts(userIds: readonly number[]): void {
    if (userIds.length > 0) this.instances.tell(NOTIFIED, userIds);
  }

  /** What another instance has told; whoever acts upon it is judged by what is in the database. */
  private heard(signal: HotDealSignal): boolean {
    const isNew = this.told.get(signal.seq) === undefined;
    this.told.set(signal.seq, 'EVERYWHERE');
    if (isNew) this.hotDeals.invalidate(signal);
    return isNew;
  }

  /** The place in the stream, given last, is what a client's recovery begins after. */
  private emitSignal(signal: HotDealSignal, place: string | undefined): void {
    this.hotDeals.invalidate(signal);
    this.server?.local.emit(eventOf(signal), signal, ...(place === undefined ? [] : [place]));
  }

  private emitSettled(orders: readonly SettledOrder[]): void {
    for (const { userId, orderId, status, failureReason } of orders) {
      this.emitTo(userId, 'order-settled', { orderId, status, failureReason });
    }
  }

  /** One count at a time, for whoever has been notified meanwhile: a later number is never followed by an older one. */
  private async emitUnread(userIds: readonly number[]): Promise<void> {
    for (const userId of userIds) if (this.seats.has(userId)) this.toCount.add(userId);
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
      // the database is away: who listens asks for the notifications later
    } finally {
      this.counting = false;
    }
  }

  private emitTo(userId: number, event: string, payload: object): void {
    const socketIds = this.seats.socketIdsOf(userId);
    if (socketIds.length > 0) this.server?.local.to(socketIds).emit(event, payload);
  }
}
