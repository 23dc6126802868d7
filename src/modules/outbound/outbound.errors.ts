import { z } from 'zod';
import { type AboutOf } from '#platform/http/error-codes';

/** The codes of this module's refusals, each with its status. */
export const outboundErrors = {
  DELIVERY_NOT_FOUND: 404,
  WEBHOOK_NOT_FOUND: 404,
  WEBHOOK_LIMIT_EXCEEDED: 409,
} as const;

/** What `about` says in the problems of these codes, with an example. */
export const outboundAbout = {
  WEBHOOK_LIMIT_EXCEEDED: z.object({ limit: z.int().describe('the most webhooks') }).meta({ example: { limit: 20 } }),
};

type OutboundAbout = AboutOf<typeof outboundAbout>;
type OutboundErrors = typeof outboundErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends OutboundErrors {}
}

declare module '#platform/domain-error' {
  interface AboutByCode extends OutboundAbout {}
}
