/** The codes of this module's refusals, each with its status. */
export const outboundErrors = {
  DELIVERY_NOT_FOUND: 404,
  WEBHOOK_NOT_FOUND: 404,
  WEBHOOK_LIMIT_EXCEEDED: 409,
} as const;

type OutboundErrors = typeof outboundErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends OutboundErrors {}
}
