import { z } from 'zod';

/** A variable whose complaint says what it may be. */
export const wholeNumber = (least: number, most: number): z.ZodCoercedNumber =>
  z.coerce
    .number({ error: `must be a whole number from ${least} to ${most}` })
    .int()
    .min(least)
    .max(most);
