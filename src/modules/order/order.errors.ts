import { z } from 'zod';
import { type AboutOf } from '#platform/http/error-codes';

/** The codes of this module's refusals, each with its status. */
export const orderErrors = {
  ORDER_NOT_FOUND: 404,
  ORDER_NOT_CANCELLABLE: 409,
  ADDRESS_NEEDED: 409,
  PRICE_CHANGED: 409,
  TOO_MANY_UNPAID_ORDERS: 409,
  INSUFFICIENT_POINTS: 409,
} as const;

/** What `about` says in the problems of these codes, with an example. */
export const orderAbout = {
  ORDER_NOT_CANCELLABLE: z
    .object({
      status: z.string().describe('the status of the order'),
      stage: z.string().describe('how far it has come: it has failed, or its goods have left'),
    })
    .meta({ example: { status: 'ORDER_SUCCESS', stage: 'SHIPPED' } }),
  PRICE_CHANGED: z
    .object({
      prices: z
        .array(z.object({ productId: z.int(), productPrice: z.int().describe('the price of one unit now') }))
        .readonly()
        .describe('the products that cost more than expected; all of the order if only its total does'),
    })
    .meta({ example: { prices: [{ productId: 7, productPrice: 12000 }] } }),
  TOO_MANY_UNPAID_ORDERS: z
    .object({ limit: z.int().describe('the most orders of one user that may wait for their payment') })
    .meta({ example: { limit: 10 } }),
  INSUFFICIENT_POINTS: z
    .object({ available: z.int().describe('the points that can be used now') })
    .meta({ example: { available: 3000 } }),
};

type OrderAbout = AboutOf<typeof orderAbout>;
type OrderErrors = typeof orderErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends OrderErrors {}
}

declare module '#platform/domain-error' {
  interface AboutByCode extends OrderAbout {}
}
