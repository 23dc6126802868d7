import { Injectable } from '@nestjs/common';
import { applies, HotDealClient } from '#event';
import { ProductClient } from '#product';
import { afterProduct, type FanOutPosition, lastCompleteProduct } from '../domain/fan-out-position';
import type { NotificationKind } from '../domain/notification-kind';
import type { NewNotification } from './notification.repository';
import { type Subscription, SubscriptionQueries } from './subscription.queries';

const OFFERS_PER_READ = 500;
/** The most notifications in one transaction, however many subscribers a product has. */
export const BATCH_SIZE = 1_000;

export interface NotificationBatch {
  readonly notifications: readonly NewNotification[];
  /** how far the fan-out is once these are written */
  readonly position: FanOutPosition;
  readonly isLast: boolean;
}

/** Reads the notifications that a deal is due, in batches, in ascending order of product, then of user. */
@Injectable()
export class NotificationBatches {
  constructor(
    private readonly hotDeals: HotDealClient,
    private readonly products: ProductClient,
    private readonly subscriptions: SubscriptionQueries,
  ) {}

  async next(eventId: number, kind: NotificationKind, position: FanOutPosition): Promise<NotificationBatch> {
    const offers = await this.hotDeals.offersOf(eventId, lastCompleteProduct(position), OFFERS_PER_READ);
    const subscriptions = await this.subscriptionsAfter(
      position,
      offers.map(({ productId }) => productId),
    );
    const productIds = [...new Set(subscriptions.map(({ productId }) => productId))];
    const products = await this.products.read(productIds);
    const offerOf = new Map(offers.map((offer) => [offer.productId, offer]));
    const notifications = subscriptions.flatMap(({ userId, productId }) => {
      const offer = offerOf.get(productId);
      const product = products.get(productId);
      // A product that was deleted meanwhile cannot be bought, and one that is cheaper now is not sold at this offer.
      if (offer === undefined || product === undefined || !applies(offer, product.productPrice)) return [];
      const { originalPrice, discountPrice, eventDiscount } = offer;
      const { productName } = product;
      return [{ kind, userId, eventId, productId, productName, originalPrice, discountPrice, eventDiscount }];
    });
    const lastSubscription = subscriptions.at(-1);
    if (lastSubscription !== undefined && subscriptions.length === BATCH_SIZE) {
      return { notifications, position: lastSubscription, isLast: false };
    }
    return {
      notifications,
      position: afterProduct(offers.at(-1)?.productId ?? position.productId),
      isLast: offers.length < OFFERS_PER_READ,
    };
  }

  private async subscriptionsAfter(
    position: FanOutPosition,
    productIds: readonly number[],
  ): Promise<readonly Subscription[]> {
    const rest = productIds.filter((productId) => productId > position.productId);
    if (!productIds.includes(position.productId)) return this.subscriptions.ofProducts(rest, BATCH_SIZE);
    const current = await this.subscriptions.ofProduct(position.productId, position.userId, BATCH_SIZE);
    if (current.length === BATCH_SIZE) return current;
    return [...current, ...(await this.subscriptions.ofProducts(rest, BATCH_SIZE - current.length))];
  }
}
