import { z } from 'zod';
import { serverAddress, type ValuesOf } from '#platform/config/config-section';
import type { PaymentConfig } from './payment.config';

const secretKey = z.string().regex(/^[!-9;-~]{1,200}$/, 'must be visible ASCII characters without a colon');

/** The access to Toss Payments. */
export class TossConfig {
  static readonly variables = {
    TOSS_API: serverAddress().default('https://api.tosspayments.com'),
    TOSS_SECRET_KEY: secretKey.optional(),
  };

  /** without a slash at its end */
  readonly api: string;
  /** undefined: PAYMENT_PROVIDERS does not name toss */
  readonly secretKey: string | undefined;

  constructor({ TOSS_API, TOSS_SECRET_KEY }: ValuesOf<typeof TossConfig.variables>) {
    this.api = TOSS_API.replace(/\/+$/, '');
    this.secretKey = TOSS_SECRET_KEY;
  }

  /** With it, Toss Payments takes no money. */
  get isTestKey(): boolean {
    return this.secretKey?.startsWith('test_') === true;
  }

  /** A shop that works with Toss Payments needs its key. */
  static missing(values: ValuesOf<typeof TossConfig.variables & typeof PaymentConfig.variables>): string[] {
    const isUsed = values.PAYMENT_PROVIDERS?.includes('toss') === true;
    return isUsed && values.TOSS_SECRET_KEY === undefined ? ['TOSS_SECRET_KEY'] : [];
  }
}
