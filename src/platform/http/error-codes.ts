/** Error codes, each with its HTTP status. */
export type ErrorStatuses = Readonly<Record<string, number>>;

/** The codes that any route may return. */
export const requestErrors = {
  VALIDATION_FAILED: 400,
  MALFORMED_JSON: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  ROUTE_NOT_FOUND: 404,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
} as const;

export const idempotencyErrors = { IDEMPOTENCY_IN_PROGRESS: 409, IDEMPOTENCY_KEY_REUSED: 422 } as const;

type PlatformErrors = typeof requestErrors & typeof idempotencyErrors;

/**
 * Every error code, for the compiler: each module adds its own in `<module>.errors.ts`. `src/error-codes.ts` lists them
 * for the OpenAPI document.
 *
 * @public the modules declare it again, to add to it
 */
export interface ErrorCodes extends PlatformErrors {}

export type ErrorCode = keyof ErrorCodes;

/**
 * All of them as one list, sorted by their status.
 * @throws Error when a code is declared twice
 */
export function joinErrorCodes(...parts: readonly ErrorStatuses[]): ErrorStatuses {
  const all = parts.flatMap((part) => Object.entries(part));
  const twice = all.find(([code], index) => all.findIndex(([other]) => other === code) !== index);
  if (twice !== undefined) throw new Error(`The error code ${twice[0]} is declared twice`);
  return Object.fromEntries(all.sort(([, a], [, b]) => a - b));
}
