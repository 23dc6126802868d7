/** The codes of this module's refusals, each with its status. */
export const orderErrors = {
  ORDER_NOT_FOUND: 404,
  ORDER_NOT_CANCELLABLE: 409,
} as const;

type OrderErrors = typeof orderErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends OrderErrors {}
}
