/** What is set against the price of an order. */
export interface Benefits {
  readonly usePoints: number;
  readonly userCouponId: number | undefined;
}

/** As the body of a request names them: left out if they are not used. */
export function benefitsBody({ usePoints, userCouponId }: Benefits): Partial<Benefits> {
  return { ...(usePoints > 0 && { usePoints }), ...(userCouponId !== undefined && { userCouponId }) };
}
