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
 * Where to resume: behind the product marked as complete. Each batch is committed with its mark, so only the product
 * after the mark can be incomplete, and its subscribers are written in order of user.
 * @param lastUser the last subscriber of that product who is notified
 */
export function resumeAt(completeProduct: number, lastUser: number | undefined): FanOutPosition {
  return lastUser === undefined ? afterProduct(completeProduct) : { productId: completeProduct + 1, userId: lastUser };
}
