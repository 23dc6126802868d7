import { z } from 'zod';
import { type AboutOf } from '#platform/http/error-codes';

/** The codes with which returns are refused, each with its status. */
export const returnErrors = {
  RETURN_NOT_FOUND: 404,
  ORDER_NOT_RETURNABLE: 409,
  RETURN_WINDOW_OVER: 409,
  RETURN_OPEN: 409,
} as const;

/** What `about` says in the problems of these codes, with an example. */
export const returnAbout = {
  ORDER_NOT_RETURNABLE: z
    .object({
      reason: z
        .enum(['NOT_DELIVERED', 'NOTHING_LEFT', 'TOO_MANY'])
        .describe('TOO_MANY: more units than can be returned, or a product that is not in the order'),
      items: z
        .array(z.object({ productId: z.int(), quantity: z.int() }))
        .readonly()
        .optional()
        .describe('of TOO_MANY: the units that can still be returned'),
    })
    .meta({ example: { reason: 'NOT_DELIVERED' } }),
  RETURN_WINDOW_OVER: z
    .object({ until: z.iso.datetime().describe('until when the order could be returned') })
    .meta({ example: { until: '2026-07-15T00:00:00.000Z' } }),
  RETURN_OPEN: z.object({ returnId: z.int().describe('the return that is open') }).meta({ example: { returnId: 1 } }),
};

type ReturnAbout = AboutOf<typeof returnAbout>;
type ReturnErrors = typeof returnErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends ReturnErrors {}
}

declare module '#platform/domain-error' {
  interface AboutByCode extends ReturnAbout {}
}
