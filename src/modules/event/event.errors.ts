/** The codes of this module's refusals, each with its status. */
export const eventErrors = {
  EVENT_ALREADY_OVER: 400,
  EVENT_NOT_FOUND: 404,
  EVENT_RUNNING: 409,
  EVENT_ENDED: 409,
} as const;

type EventErrors = typeof eventErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends EventErrors {}
}
