/** The codes of this module's refusals, each with its status. */
export const adminErrors = {
  FAILED_EVENT_NOT_FOUND: 404,
} as const;

type AdminErrors = typeof adminErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends AdminErrors {}
}
