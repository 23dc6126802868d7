/** The codes of this module's refusals, each with its status. */
export const notificationErrors = {
  SUBSCRIPTION_NOT_FOUND: 404,
  NOTIFICATION_NOT_FOUND: 404,
} as const;

type NotificationErrors = typeof notificationErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends NotificationErrors {}
}
