import { z } from 'zod';
import type { Config } from '#platform/config/config';
import { type ValuesOf, wholeNumber } from '#platform/config/config-section';
import { defineFeature } from '#platform/http/features';
import { MAX_COURIER } from './domain/shipment';
import { SHIPPING_FEATURE } from './shipping.contract';

const MAX_S = 31_536_000;
const secondsOrOff = z.union([z.literal('off'), wholeNumber(1, MAX_S)], {
  error: `must be off or a whole number from 1 to ${MAX_S}`,
});

export class ShippingConfig {
  static readonly variables = {
    SHIPPING: z.enum(['on', 'off']).default('off'),
    SHIP_AFTER_S: secondsOrOff.optional(),
    DELIVER_AFTER_S: secondsOrOff.optional(),
    RETURN_WITHIN_S: wholeNumber(1, MAX_S).default(86_400),
    RETURN_TAKES_S: secondsOrOff.optional(),
    COURIER: z
      .string()
      .trim()
      .min(1)
      .max(MAX_COURIER, `must have at most ${MAX_COURIER} characters`)
      .default('HotDeal Delivery'),
  };

  readonly enabled: boolean;
  /** how long after it was completed an order is shipped, ms; null: by hand, as in production by default */
  readonly shipAfterMs: number | null;
  /** how long after it was shipped an order is delivered, ms; null: by hand, as in production by default */
  readonly deliverAfterMs: number | null;
  /** how long after its delivery an order can be returned, ms */
  readonly returnWithinMs: number;
  /** how long after its request a return is completed, ms; null: by hand, as in production by default */
  readonly returnTakesMs: number | null;
  /** who carries parcels, until an administrator names another company */
  readonly courier: string;

  constructor(values: ValuesOf<typeof ShippingConfig.variables>, { production }: Config) {
    // In production no clock may say that goods have left while someone still has to pack them.
    const ms = (seconds: number | 'off' | undefined, usually: number): number | null => {
      const chosen = seconds ?? (production ? 'off' : usually);
      return chosen === 'off' ? null : chosen * 1_000;
    };
    this.enabled = values.SHIPPING === 'on';
    this.shipAfterMs = ms(values.SHIP_AFTER_S, 1_800);
    this.deliverAfterMs = ms(values.DELIVER_AFTER_S, 7_200);
    this.returnWithinMs = values.RETURN_WITHIN_S * 1_000;
    this.returnTakesMs = ms(values.RETURN_TAKES_S, 86_400);
    this.courier = values.COURIER;
  }
}

defineFeature(SHIPPING_FEATURE, (config) => config.section(ShippingConfig).enabled);
