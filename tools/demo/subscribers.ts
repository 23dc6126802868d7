import { openShop, type Shop } from '@hotdeal/client';
import { LauncherError } from '../terminal';
import type { Buyer } from './buyers';

const CONNECT_LIMIT_MS = 20_000;

/** What one socket has received. */
export interface Subscriber {
  /** the place of the buyer who is logged in */
  readonly buyer: number;
  /** by event, as first received */
  readonly deals: Map<number, { readonly at: number; readonly productCount: number | undefined }>;
  /** the status of each order that it was notified of */
  readonly orders: Map<number, string>;
}

/** Sockets of buyers, who take turns where there are more sockets than buyers. */
export class Subscribers {
  readonly all: Subscriber[] = [];
  private readonly shops: Shop[] = [];
  private onSignal: () => void = () => undefined;

  async connect(origin: string, buyers: readonly Buyer[], count: number, advance: () => void): Promise<void> {
    let connected = 0;
    const connecting = Array.from({ length: count }, async (_, index) => {
      const place = index % buyers.length;
      const { loginStore } = buyers[place] as Buyer;
      await this.subscribe(openShop({ baseUrl: origin, loginStore }), place);
      connected += 1;
      advance();
    });
    const limit = AbortSignal.timeout(CONNECT_LIMIT_MS);
    const tooLate = new Promise<never>((_, reject) => {
      limit.addEventListener('abort', () =>
        reject(
          new LauncherError(`Only ${connected} of ${count} sockets connected within ${CONNECT_LIMIT_MS / 1_000} s.`),
        ),
      );
    });
    await Promise.race([Promise.all(connecting), tooLate]);
  }

  /** Returns when the condition is true of what was received, or after the limit. */
  async waitUntil(condition: () => boolean, limitMs: number): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve) => {
      const limit = setTimeout(resolve, limitMs);
      this.onSignal = () => {
        if (!condition()) return;
        clearTimeout(limit);
        resolve();
      };
    });
    this.onSignal = () => undefined;
  }

  close(): void {
    for (const { live } of this.shops) live.close();
  }

  private async subscribe(shop: Shop, buyer: number): Promise<void> {
    const subscriber: Subscriber = { buyer, deals: new Map(), orders: new Map() };
    this.shops.push(shop);
    this.all.push(subscriber);
    shop.live.on('new-hot-deal', ({ eventId, productCount }) => {
      const at = performance.now();
      if (!subscriber.deals.has(eventId)) subscriber.deals.set(eventId, { at, productCount });
      this.onSignal();
    });
    shop.live.on('order-settled', ({ orderId, status }) => {
      subscriber.orders.set(orderId, status);
      this.onSignal();
    });
    const caughtUp = new Promise((resolve) => shop.live.on('caught-up', resolve));
    shop.live.connect();
    await caughtUp;
  }
}
