import { z } from 'zod';
import { type AboutOf, namedIds } from '#platform/http/error-codes';

/** The codes of this module's refusals, each with its status. */
export const productErrors = {
  PRODUCT_NOT_FOUND: 404,
  PRODUCT_VERSION_NOT_FOUND: 404,
} as const;

/** What `about` says in the problems of these codes, with an example. */
export const productAbout = {
  PRODUCT_NOT_FOUND: z.object({ productIds: namedIds }).meta({ example: { productIds: [7, 9] } }),
};

type ProductAbout = AboutOf<typeof productAbout>;
type ProductErrors = typeof productErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends ProductErrors {}
}

declare module '#platform/domain-error' {
  interface AboutByCode extends ProductAbout {}
}
