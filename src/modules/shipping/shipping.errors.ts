import { z } from 'zod';
import { type AboutOf } from '#platform/http/error-codes';
import { RETURN_STATES, SHIPMENT_STATES } from './shipping.contract';

/** The codes of this module's refusals, each with its status. */
export const shippingErrors = {
  SHIPMENT_NOT_FOUND: 404,
  DELIVERY_STATUS_INVALID: 409,
  TRACKING_NUMBER_TAKEN: 409,
} as const;

/** What `about` says in the problems of these codes, with an example. */
export const shippingAbout = {
  DELIVERY_STATUS_INVALID: z
    .object({
      status: z
        .enum([...SHIPMENT_STATES, ...RETURN_STATES])
        .describe('the state that the delivery, or the return, is in'),
    })
    .meta({ example: { status: 'CANCELLED' } }),
};

type ShippingAbout = AboutOf<typeof shippingAbout>;
type ShippingErrors = typeof shippingErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends ShippingErrors {}
}

declare module '#platform/domain-error' {
  interface AboutByCode extends ShippingAbout {}
}
