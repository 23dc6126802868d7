/** The codes of this module's refusals, each with its status. */
export const productErrors = {
  PRODUCT_NOT_FOUND: 404,
} as const;

type ProductErrors = typeof productErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends ProductErrors {}
}
