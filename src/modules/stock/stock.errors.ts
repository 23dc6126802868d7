/** The codes of this module's refusals, each with its status. */
export const stockErrors = {
  INSUFFICIENT_STOCK: 409,
  STOCK_LIMIT_EXCEEDED: 409,
} as const;

type StockErrors = typeof stockErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends StockErrors {}
}
