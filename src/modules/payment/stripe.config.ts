import { z } from 'zod';
import { serverAddress, type ValuesOf } from '#platform/config/config-section';
import type { PaymentConfig } from './payment.config';

const key = z.string().regex(/^[!-~]{1,255}$/, 'must be visible ASCII characters');

/** The access to Stripe. */
export class StripeConfig {
  static readonly variables = {
    STRIPE_API: serverAddress().default('https://api.stripe.com'),
    STRIPE_SECRET_KEY: key.optional(),
    STRIPE_WEBHOOK_SECRET: key.optional(),
  };

  readonly api: URL;
  /** undefined: PAYMENT_PROVIDERS does not name stripe */
  readonly secretKey: string | undefined;
  /** that of the webhook endpoint, with which Stripe signs what it sends there */
  readonly webhookSecret: string | undefined;

  constructor(values: ValuesOf<typeof StripeConfig.variables>) {
    this.api = new URL(values.STRIPE_API);
    this.secretKey = values.STRIPE_SECRET_KEY;
    this.webhookSecret = values.STRIPE_WEBHOOK_SECRET;
  }

  /** A shop that works with Stripe needs its keys. */
  static missing(values: ValuesOf<typeof StripeConfig.variables & typeof PaymentConfig.variables>): string[] {
    if (values.PAYMENT_PROVIDERS?.includes('stripe') !== true) return [];
    return (['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'] as const).filter((name) => values[name] === undefined);
  }
}
