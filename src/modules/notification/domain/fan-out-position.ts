/**
 * How far the notifications of a deal are written, in ascending order of product, then of user: all of the products
 * before `productId`, and of that product those of the users up to `userId`.
 */
export interface FanOutPosition {
  readonly productId: number;
  readonly userId: number;
}

/** All subscribers of this product and of those before it. */
export function afterProduct(productId: number): FanOutPosition {
  return { productId, userId: Number.MAX_SAFE_INTEGER };
}

/** The last product whose subscribers are all written. */
export function lastCompleteProduct({ productId, userId }: FanOutPosition): number {
  return userId === Number.MAX_SAFE_INTEGER ? productId : productId - 1;
}

/**
 * Where to resume: at the last notification that is written, unless the product marked as complete lies behind it, as
 * it does where the products in between have no subscribers.
 */
export function resumeAt(lastWritten: FanOutPosition | undefined, completeProduct: number): FanOutPosition {
  return lastWritten !== undefined && lastWritten.productId > completeProduct
    ? lastWritten
    : afterProduct(completeProduct);
}
