import { z } from 'zod';
import type { Config } from '#platform/config/config';
import { serverAddress, type ValuesOf, wholeNumber } from '#platform/config/config-section';
import { limitCount } from '#platform/config/limits';
import { featuresOf } from '#platform/http/features';
import { defineRateLimit } from '#platform/limits/rate-limit';
import { PAYMENTS_FEATURE } from '#order';

const names = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .refine(
    (all) => all.every((name) => /^[a-z][a-z0-9-]{0,19}$/.test(name)) && new Set(all).size === all.length,
    'must be a list of names such as points, comma-separated, each once',
  );

export class PaymentConfig {
  static readonly variables = {
    PAYMENT_PROVIDERS: names.optional(),
    LATE_PAYMENT: z.enum(['replace', 'refund']).default('replace'),
    PAYMENT_DEPOSIT_S: wholeNumber(0, 86_400).default(0),
    PUBLIC_URL: serverAddress().optional(),
    RATE_LIMIT_PAYMENTS: limitCount.default(60),
    RATE_LIMIT_PAYMENT_WEBHOOKS: limitCount.default(3_000),
  };

  /** by name, in the order in which the shop offers them */
  readonly providers: readonly string[];
  /** by the operator; otherwise there are only points */
  readonly areProvidersChosen: boolean;
  /** whether a payment that comes after its order has expired buys the same goods again, where that is possible */
  readonly replacesLate: boolean;
  /** for how long a buyer may transfer the money to a virtual account, ms; 0: virtual accounts are not offered */
  readonly depositMs: number;
  /** the address of the shop as buyers see it, to which a provider's page sends them back; without a slash at its end */
  readonly publicUrl: string;
  /** payments that one user requests or confirms in a minute */
  readonly paymentsPerMinute: number;
  /** webhooks of payment providers that one address sends in a minute */
  readonly webhooksPerMinute: number;

  constructor(values: ValuesOf<typeof PaymentConfig.variables>, { limits, port }: Config) {
    this.providers = values.PAYMENT_PROVIDERS ?? ['points'];
    this.areProvidersChosen = values.PAYMENT_PROVIDERS !== undefined;
    this.replacesLate = values.LATE_PAYMENT === 'replace';
    this.depositMs = values.PAYMENT_DEPOSIT_S * 1_000;
    this.publicUrl = (values.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/+$/, '');
    this.paymentsPerMinute = limits.scaled(values.RATE_LIMIT_PAYMENTS);
    this.webhooksPerMinute = limits.scaled(values.RATE_LIMIT_PAYMENT_WEBHOOKS);
  }
}

export const PAYMENT_LIMIT = defineRateLimit({
  name: 'payments',
  per: 'user',
  windowMs: 60_000,
  limit: (config) => config.section(PaymentConfig).paymentsPerMinute,
});

export const PAYMENT_WEBHOOK_LIMIT = defineRateLimit({
  name: 'payment-webhooks',
  per: 'address',
  windowMs: 60_000,
  limit: (config) => config.section(PaymentConfig).webhooksPerMinute,
});

/**
 * @throws Error in production, where orders are to be paid and no one was chosen to collect the money: a shop that takes
 *   nothing but points says so
 */
export function requireChosenProviders(config: Config): void {
  if (!config.production || featuresOf(config)[PAYMENTS_FEATURE] !== true) return;
  if (config.section(PaymentConfig).areProvidersChosen) return;
  throw new Error(
    'PAYMENTS=on with NODE_ENV=production needs PAYMENT_PROVIDERS: a provider with its keys, such as toss with ' +
      'TOSS_SECRET_KEY, or points alone. See docs/payments.md.',
  );
}
