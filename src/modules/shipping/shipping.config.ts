import { z } from 'zod';
import { type ValuesOf, wholeNumber } from '#platform/config/config-section';
import { defineFeature } from '#platform/http/features';
import { SHIPPING_FEATURE } from './shipping.contract';

const MAX_S = 31_536_000;
const secondsOrOff = z.union([z.literal('off'), wholeNumber(1, MAX_S)], {
  error: `must be off or a whole number from 1 to ${MAX_S}`,
});

export class ShippingConfig {
  static readonly variables = {
    SHIPPING: z.enum(['on', 'off']).default('off'),
    SHIP_AFTER_S: secondsOrOff.default(1_800),
    DELIVER_AFTER_S: secondsOrOff.default(7_200),
    RETURN_WITHIN_S: wholeNumber(1, MAX_S).default(86_400),
    RETURN_TAKES_S: secondsOrOff.default(86_400),
  };

  readonly enabled: boolean;
  /** how long after it was completed an order is shipped, ms; null: by hand */
  readonly shipAfterMs: number | null;
  /** how long after it was shipped an order is delivered, ms; null: by hand */
  readonly deliverAfterMs: number | null;
  /** how long after its delivery an order can be returned, ms */
  readonly returnWithinMs: number;
  /** how long after its request a return is completed, ms; null: by hand */
  readonly returnTakesMs: number | null;

  constructor(values: ValuesOf<typeof ShippingConfig.variables>) {
    const ms = (seconds: number | 'off'): number | null => (seconds === 'off' ? null : seconds * 1_000);
    this.enabled = values.SHIPPING === 'on';
    this.shipAfterMs = ms(values.SHIP_AFTER_S);
    this.deliverAfterMs = ms(values.DELIVER_AFTER_S);
    this.returnWithinMs = values.RETURN_WITHIN_S * 1_000;
    this.returnTakesMs = ms(values.RETURN_TAKES_S);
  }
}

defineFeature(SHIPPING_FEATURE, (config) => config.section(ShippingConfig).enabled);
