import { Injectable } from '@nestjs/common';
import { HotDealClient } from '#event';
import { ProductClient } from '#product';
import type { NewNotification, FanOutPosition } from './notification.repository';
import { type Subscription, SubscriptionQueries } from './subscription.queries';

/** As the user in `Reached`: all subscribers of that product. */
export const WHOLE_PRODUCT = Number.MAX_SAFE_INTEGER;
const OFFERS_READ_TOGETHER = 500;
/** The most notifications in one transaction, however many subscribers a product has. */
export const BATCH_SIZE = 1_000;

/** Of this product and those before it, every subscriber's is written. */
export function doneProduct({ productId, userId }: FanOutPosition): number {
  return userId === WHOLE_PRODUCT ? productId : productId - 1;
}

export interface NotificationBatch {
  readonly notifications: readonly NewNotification[];
  readonly reached: FanOutPosition;
  /** nothing is left after it */
  readonly last: boolean;
}

/** Cuts the notifications of a deal into chunks, in ascending order of product, then of user. */
@Injectable()
export class NotificationBatches {
  constructor(
    private readonly hotDeals: HotDealClient,
    private readonly products: ProductClient,
    private readonly subscriptions: SubscriptionQueries,
  ) {}

  async next(eventId: number, reached: FanOutPosition): Promise<NotificationBatch> {
    const offers = await this.hotDeals.offersOf(eventId, doneProduct(reached), OFFERS_READ_TOGETHER);
    const subscriptions = await this.subscribersAfter(
      reached,
      offers.map(({ productId }) => productId),
    );
    // A product deleted since has no name, and nobody can buy it.
    const products = await this.products.read([...new Set(subscriptions.map(({ productId }) => productId))]);
    const offerOf = new Map(offers.map((offer) => [offer.productId, offer]));
    const notifications = subscriptions.flatMap(({ userId, productId }) => {
      const offer = offerOf.get(productId);
      const product = products.get(productId);
      if (offer === undefined || product === undefined) return [];
      const { originalPrice, discountPrice, eventDiscount } = offer;
      const { productName } = product;
      return [{ userId, eventId, productId, productName, originalPrice, discountPrice, eventDiscount }];
    });
    const lastSubscription = subscriptions.at(-1);
    if (lastSubscription !== undefined && subscriptions.length === BATCH_SIZE) {
      return { notifications, reached: lastSubscription, last: false };
    }
    const lastProduct = offers.at(-1)?.productId ?? reached.productId;
    return {
      notifications,
      reached: { productId: lastProduct, userId: WHOLE_PRODUCT },
      last: offers.length < OFFERS_READ_TOGETHER,
    };
  }

  private async subscribersAfter(reached: FanOutPosition, productIds: readonly number[]): Promise<readonly Subscription[]> {
    const rest = productIds.filter((productId) => productId > reached.productId);
    if (!productIds.includes(reached.productId)) return this.subscriptions.subscribersOfAll(rest, BATCH_SIZE);
    const inHand = await this.subscriptions.subscribersOf(reached.productId, reached.userId, BATCH_SIZE);
    if (inHand.length === BATCH_SIZE) return inHand;
    return [...inHand, ...(await this.subscriptions.subscribersOfAll(rest, BATCH_SIZE - inHand.length))];
  }
}
