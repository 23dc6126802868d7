import { type DealTimes, HotDealClient, type HotDealOffer, type HotDealSignal } from '#event';
import { ProductClient, type ProductSnapshot } from '#product';
import { SignalBroadcaster } from '../../src/modules/notification/sockets/signal-broadcaster';

/** Hot deals whose offers the test sets. */
export class FakeHotDeals extends HotDealClient {
  readonly offers = new Map<number, HotDealOffer[]>();
  private nextEvent = 1;
  readonly times = new Map<number, DealTimes>();
  bestOffers = () => Promise.resolve({ productIds: [], bestFor: () => undefined });
  readBestOffers = this.bestOffers;
  timesOf = (eventId: number): Promise<DealTimes | undefined> => Promise.resolve(this.times.get(eventId));
  invalidate = (): void => undefined;
  offersOf(eventId: number, after: number, limit: number): Promise<HotDealOffer[]> {
    const offers = this.offers.get(eventId) ?? [];
    return Promise.resolve(offers.filter(({ productId }) => productId > after).slice(0, limit));
  }

  /** Creates a deal of these products. @returns its signal */
  over(productIds: readonly number[]): HotDealSignal {
    const eventId = this.nextEvent++;
    this.offers.set(
      eventId,
      productIds.map((productId) => ({
        eventId,
        productId,
        eventDiscount: 20,
        originalPrice: 10_000,
        discountPrice: 8_000,
      })),
    );
    return {
      seq: eventId,
      eventId,
      eventType: 'HOT_DEAL',
      eventDiscount: 20,
      startEventTime: '2026-01-01T00:00:00.000Z',
      endEventTime: '2026-01-08T00:00:00.000Z',
      productCount: productIds.length,
    };
  }
}

/** Every product exists, except the deleted ones. */
export class FakeProducts extends ProductClient {
  readonly deleted = new Set<number>();
  find(productIds: readonly number[]): Promise<Map<number, ProductSnapshot>> {
    const there = productIds.filter((productId) => !this.deleted.has(productId));
    return Promise.resolve(
      new Map(
        there.map((productId) => [
          productId,
          { productId, productVersion: 1, productName: `상품 ${productId}`, productPrice: 10_000, productImageUrl: '' },
        ]),
      ),
    );
  }
  read = (productIds: readonly number[]) => this.find(productIds);
  lastKnown = (): Promise<never> => Promise.reject(new Error('Notifications do not need it'));
  asOf = () => Promise.resolve(undefined);
}

/** Records the users that were notified. */
export class RecordingBroadcaster extends SignalBroadcaster {
  readonly notified: number[][] = [];
  broadcast = () => Promise.resolve();
  sendSettledOrders = (): void => undefined;
  sendToOwners = (): void => undefined;
  override sendUnreadCounts(userIds: readonly number[]): void {
    this.notified.push([...userIds]);
  }
}
