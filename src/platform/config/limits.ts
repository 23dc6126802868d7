import { z } from 'zod';
import { wholeNumber } from './config-section';

/** How often something may be done, or how many there may be. */
export const limitCount = wholeNumber(1, 1_000_000_000);

/** Why these defaults: docs/adr/0017-rate-limits.md. */
export const limitVariables = {
  RATE_LIMIT_SCALE: z.coerce
    .number({ error: 'must be a number above 0, at most 1000000' })
    .positive()
    .max(1_000_000)
    .default(1),
  RATE_LIMIT_ADDRESS: limitCount.default(12_000),
};
type Variables = z.infer<z.ZodObject<typeof limitVariables>>;

/** How much one address may ask for, and the factor of every limit, those of the modules too. */
export class Limits {
  readonly scale: number;
  /** requests of one address in a minute */
  readonly address: number;

  constructor(env: Variables) {
    this.scale = env.RATE_LIMIT_SCALE;
    this.address = this.scaled(env.RATE_LIMIT_ADDRESS);
  }

  /** `limit` multiplied by RATE_LIMIT_SCALE, and rounded up. */
  scaled(limit: number): number {
    return Math.ceil(limit * this.scale);
  }
}
