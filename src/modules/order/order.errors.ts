import { z } from 'zod';
import { type AboutOf } from '#platform/http/error-codes';

/** The codes of this module's refusals, each with its status. */
export const orderErrors = {
  ORDER_NOT_FOUND: 404,
  ORDER_NOT_CANCELLABLE: 409,
} as const;

/** What `about` says in the problems of these codes, with an example. */
export const orderAbout = {
  ORDER_NOT_CANCELLABLE: z
    .object({ status: z.string().describe('the status of the order') })
    .meta({ example: { status: 'ORDER_FAILURE' } }),
};

type OrderAbout = AboutOf<typeof orderAbout>;
type OrderErrors = typeof orderErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends OrderErrors {}
}

declare module '#platform/domain-error' {
  interface AboutByCode extends OrderAbout {}
}
