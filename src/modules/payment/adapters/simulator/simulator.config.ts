import { z } from 'zod';
import type { Config } from '#platform/config/config';
import type { ValuesOf } from '#platform/config/config-section';
import { defineFeature } from '#platform/http/features';
import { TossConfig } from '../../toss.config';

/** Whether the shop works with the payment simulator, where no money moves. */
export class SimulatorConfig {
  static readonly variables = {
    PAYMENT_SIMULATOR: z.enum(['on', 'off']).default('off'),
  };

  readonly enabled: boolean;

  /** @throws Error in production, where a sale without money must not be possible */
  constructor({ PAYMENT_SIMULATOR }: ValuesOf<typeof SimulatorConfig.variables>, { production }: Config) {
    this.enabled = PAYMENT_SIMULATOR === 'on';
    if (this.enabled && production) {
      throw new Error('PAYMENT_SIMULATOR=on is refused with NODE_ENV=production: orders would be paid without money.');
    }
  }

  /** The buyer is played at the address that the shop calls, which must not be that of the real service. */
  static missing(values: ValuesOf<typeof SimulatorConfig.variables & typeof TossConfig.variables>): string[] {
    const isReal = new TossConfig(values).api.endsWith('.tosspayments.com');
    return values.PAYMENT_SIMULATOR === 'on' && isReal ? ['TOSS_API'] : [];
  }
}

export const SIMULATOR_FEATURE = 'paymentSimulator';

/** By its name `GET /api/shop` says that no money moves. */
defineFeature(SIMULATOR_FEATURE, (config) => config.section(SimulatorConfig).enabled);
