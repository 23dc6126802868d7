import { z } from 'zod';
import { type AboutOf, namedIds } from '#platform/http/error-codes';

/** The codes of this module's refusals, each with its status. */
export const cartErrors = {
  CART_ITEM_NOT_FOUND: 404,
  CART_EMPTY: 409,
  CART_FULL: 409,
  WISHLIST_FULL: 409,
} as const;

const limit = z.object({ limit: z.int().describe('the most products that it may hold') });

/** What `about` says in the problems of these codes, with an example. */
export const cartAbout = {
  CART_ITEM_NOT_FOUND: z.object({ productIds: namedIds }).meta({ example: { productIds: [7] } }),
  CART_FULL: limit.meta({ example: { limit: 100 } }),
  WISHLIST_FULL: limit.meta({ example: { limit: 500 } }),
};

type CartAbout = AboutOf<typeof cartAbout>;
type CartErrors = typeof cartErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends CartErrors {}
}

declare module '#platform/domain-error' {
  interface AboutByCode extends CartAbout {}
}
