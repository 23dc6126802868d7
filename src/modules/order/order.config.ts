import { z } from 'zod';
import type { Config } from '#platform/config/config';
import { type ValuesOf, wholeNumber } from '#platform/config/config-section';
import { limitCount } from '#platform/config/limits';
import { defineFeature } from '#platform/http/features';
import { defineRateLimit } from '#platform/limits/rate-limit';
import { ORDER_LIMIT, PAYMENTS_FEATURE } from '#order';
import type { PaymentTerms } from '#order-payments';

const QUOTES_PER_ORDER = 5;

export class OrderConfig implements PaymentTerms {
  static readonly variables = {
    RATE_LIMIT_ORDERS: limitCount.default(60),
    PAYMENTS: z.enum(['on', 'off']).default('off'),
    PAYMENT_WINDOW_S: wholeNumber(60, 86_400).default(600),
    PAYMENT_LONGEST_S: wholeNumber(60, 86_400).default(1_800),
    PAYMENT_ATTEMPTS: wholeNumber(1, 100).default(5),
    RESERVATIONS_PER_USER: wholeNumber(1, 1_000).default(10),
    ADDRESS: z.enum(['optional', 'required']).default('optional'),
    CURRENCY: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be the code of a currency, such as KRW')
      .default('KRW'),
  };

  /** orders of one user in a minute */
  readonly ordersPerMinute: number;
  readonly enabled: boolean;
  readonly currency: string;
  readonly maxAttempts: number;
  /** for how long the units of an order are reserved at first, ms */
  readonly paymentWindowMs: number;
  /** for how long they are reserved at most while the buyer is paying, ms */
  readonly longestReservationMs: number;
  /** orders of one user that wait for their payment */
  readonly reservationsPerUser: number;
  /** an order without an address is refused; only while shipping is on */
  readonly addressRequired: boolean;

  constructor(values: ValuesOf<typeof OrderConfig.variables>, { limits }: Config) {
    this.ordersPerMinute = limits.scaled(values.RATE_LIMIT_ORDERS);
    this.enabled = values.PAYMENTS === 'on';
    this.currency = values.CURRENCY;
    this.maxAttempts = values.PAYMENT_ATTEMPTS;
    this.paymentWindowMs = values.PAYMENT_WINDOW_S * 1_000;
    this.longestReservationMs = Math.max(values.PAYMENT_LONGEST_S, values.PAYMENT_WINDOW_S) * 1_000;
    this.reservationsPerUser = values.RESERVATIONS_PER_USER;
    this.addressRequired = values.ADDRESS === 'required';
  }
}

defineFeature(PAYMENTS_FEATURE, (config) => config.section(OrderConfig).enabled);
defineFeature('addressRequired', (config) => config.section(OrderConfig).addressRequired);

defineRateLimit({
  name: ORDER_LIMIT,
  per: 'user',
  windowMs: 60_000,
  limit: (config) => config.section(OrderConfig).ordersPerMinute,
});

/** A checkout page quotes an order whenever its buyer changes it. */
export const QUOTE_LIMIT = defineRateLimit({
  name: 'order-quotes',
  per: 'user',
  windowMs: 60_000,
  limit: (config) => QUOTES_PER_ORDER * config.section(OrderConfig).ordersPerMinute,
});
