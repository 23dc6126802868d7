/** The codes of this module's refusals, each with its status. */
export const userErrors = {
  USER_NOT_FOUND: 404,
} as const;

type UserErrors = typeof userErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends UserErrors {}
}
