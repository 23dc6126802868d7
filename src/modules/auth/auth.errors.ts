/** The codes of this module's refusals, each with its status. */
export const authErrors = {
  PASSWORD_MISMATCH: 400,
  INVALID_CREDENTIALS: 401,
  REFRESH_TOKEN_INVALID: 401,
  REFRESH_TOKEN_REUSED: 401,
  EMAIL_TAKEN: 409,
  SIGNUP_FAILED: 503,
} as const;

type AuthErrors = typeof authErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends AuthErrors {}
}
