import { z } from 'zod';
import { MOST_IDS_NAMED } from '#platform/domain-error';

/** Error codes, each with its HTTP status. */
export type ErrorStatuses = Readonly<Record<string, number>>;

/** The codes that any route may return. */
export const requestErrors = {
  VALIDATION_FAILED: 400,
  MALFORMED_JSON: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  ROUTE_NOT_FOUND: 404,
  PRECONDITION_FAILED: 412,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RANGE_NOT_SATISFIABLE: 416,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
} as const;

/** What `about` says in the problems of these codes, with an example. */
export const requestAbout = {
  BODY_TOO_LARGE: z
    .object({ maxBytes: z.int().describe('the largest body of this route') })
    .meta({ example: { maxBytes: 1_048_576 } }),
};

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

/** The schemas of `about`, by error code. */
export type AboutSchemas = Readonly<Record<string, z.ZodObject>>;
/** The types that `AboutByCode` takes from such schemas. */
export type AboutOf<Schemas extends AboutSchemas> = { readonly [Code in keyof Schemas]: z.infer<Schemas[Code]> };

export const namedIds = z
  .array(z.int())
  .max(MOST_IDS_NAMED)
  .readonly()
  .describe(`the ids that the problem is about, at most ${MOST_IDS_NAMED} of them`);

type RequestAbout = AboutOf<typeof requestAbout>;

declare module '#platform/domain-error' {
  interface AboutByCode extends RequestAbout {}
}

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
