import { z } from 'zod';
import type { AboutOf } from '#platform/http/error-codes';

/** The codes of this module's refusals, each with its status. */
export const userErrors = {
  USER_NOT_FOUND: 404,
  ADDRESS_NOT_FOUND: 404,
  ADDRESS_LIMIT_EXCEEDED: 409,
} as const;

/** What `about` says in the problems of these codes, with an example. */
export const userAbout = {
  ADDRESS_LIMIT_EXCEEDED: z
    .object({ limit: z.int().describe('the most addresses that a user may have') })
    .meta({ example: { limit: 10 } }),
};

type UserAbout = AboutOf<typeof userAbout>;
type UserErrors = typeof userErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends UserErrors {}
}

declare module '#platform/domain-error' {
  interface AboutByCode extends UserAbout {}
}
