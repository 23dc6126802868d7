import type { Offer } from '#event';
import type { ProductDetails } from '#product';

/** The best deal that a product is sold at now. */
export interface WishedDeal extends Offer {
  readonly productName: string;
  readonly eventType: 'HOT_DEAL';
}

/** A product that a user has marked. */
export interface Wish {
  readonly product: ProductDetails;
  /** whether a unit is left */
  readonly available: boolean;
  readonly deal: WishedDeal | null;
  readonly createdAt: Date;
}

/** Carts and wish lists as other modules read them. */
export abstract class CartClient {
  /** The newest wishes of a user, without those for deleted products. */
  abstract wishesOf(userId: number, limit: number): Promise<readonly Wish[]>;

  /** The number of products in a user's cart. */
  abstract countOf(userId: number): Promise<number>;
}
