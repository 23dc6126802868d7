import { z } from 'zod';
import { type AboutOf, namedIds } from '#platform/http/error-codes';

/** The codes of this module's refusals, each with its status. */
export const stockErrors = {
  INSUFFICIENT_STOCK: 409,
  STOCK_LIMIT_EXCEEDED: 409,
  INVENTORY_INCONSISTENT: 409,
} as const;

/** What `about` says in the problems of these codes, with an example. */
export const stockAbout = {
  INSUFFICIENT_STOCK: z.object({ productIds: namedIds }).meta({ example: { productIds: [7] } }),
  STOCK_LIMIT_EXCEEDED: z
    .object({ productIds: namedIds, limit: z.int().describe('the most units of a product') })
    .meta({ example: { productIds: [7], limit: 1_000_000_000 } }),
  INVENTORY_INCONSISTENT: z
    .object({ productId: z.int(), counted: z.int().describe('what the movements of the product add up to') })
    .meta({ example: { productId: 7, counted: -3 } }),
};

type StockAbout = AboutOf<typeof stockAbout>;
type StockErrors = typeof stockErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends StockErrors {}
}

declare module '#platform/domain-error' {
  interface AboutByCode extends StockAbout {}
}
