import { z } from 'zod';
import type { ValuesOf } from '#platform/config/config-section';
import { allowVisitors } from '#platform/security/access';

/** Who may see the catalogue. */
export class ProductConfig {
  static readonly variables = {
    CATALOGUE: z.enum(['public', 'members']).default('public'),
  };

  /** whether products, stocks and deals can be read without a login */
  readonly isPublic: boolean;

  constructor({ CATALOGUE }: ValuesOf<typeof ProductConfig.variables>) {
    this.isPublic = CATALOGUE === 'public';
  }
}

allowVisitors((config) => config.section(ProductConfig).isPublic);
