import { z } from 'zod';
import type { ValuesOf } from '#platform/config/config-section';

export class ShopConfig {
  static readonly variables = {
    SHOP_NAME: z.string().trim().min(1).max(60, 'must have at most 60 characters').default('HotDeal'),
  };

  /** as customers read it */
  readonly name: string;

  constructor({ SHOP_NAME }: ValuesOf<typeof ShopConfig.variables>) {
    this.name = SHOP_NAME;
  }
}
