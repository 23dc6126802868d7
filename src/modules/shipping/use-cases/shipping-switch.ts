import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HandlerRegistry } from '#platform/events/handler-registry';
import { InstanceRegistry } from '#platform/redis/instance-registry';
import { ShippingPeriods } from '../persistence/shipping-periods';
import { ShippingConfig } from '../shipping.config';
import {
  CancelShipmentsWhenOrdersSettled,
  PrepareShipmentsWhenOrdersSettled,
} from './prepare-shipments-when-orders-settled';

/**
 * The switch of the whole shop: whether orders that are completed from now on get a shipment. It is in `event_handlers`, and
 * not in the configuration of a process: instances with different settings would ship some orders and not others. What
 * exists is shipped, delivered and cancelled in both positions.
 */
@Injectable()
export class ShippingSwitch {
  constructor(
    private readonly handlers: HandlerRegistry,
    private readonly periods: ShippingPeriods,
    private readonly preparation: PrepareShipmentsWhenOrdersSettled,
    private readonly cancellation: CancelShipmentsWhenOrdersSettled,
  ) {}

  async isOn(): Promise<boolean> {
    return (await this.handlers.stateOf(this.preparation.name)) === 'LIVE';
  }

  /** Repeating it changes nothing, and completes what was interrupted. */
  async turn(on: boolean): Promise<void> {
    if (on) {
      await this.handlers.activate(this.cancellation.name);
      await this.handlers.activate(this.preparation.name);
      await this.periods.begin();
    } else {
      await this.periods.end();
      await this.handlers.deactivate(this.preparation.name);
    }
  }
}

/** An instance that was killed seems to live for five seconds. */
const ATTEMPTS = 7;
const RETRY_MS = 1_000;

/** Turns the switch at start as SHIPPING says, but only while no other instance runs: one process cannot switch for all. */
@Injectable()
export class SetShippingSwitchAtStart implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Shipping');
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly shippingSwitch: ShippingSwitch,
    private readonly instances: InstanceRegistry,
    private readonly config: ShippingConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.attempt(ATTEMPTS);
  }

  onModuleDestroy(): void {
    clearTimeout(this.retry);
  }

  private async attempt(left: number): Promise<void> {
    const { enabled } = this.config;
    const isOn = await this.shippingSwitch.isOn();
    if (isOn === enabled || (await this.isAlone())) return this.shippingSwitch.turn(enabled);
    if (left > 1) {
      this.retry = setTimeout(() => void this.attempt(left - 1).catch(() => undefined), RETRY_MS);
      this.retry.unref();
      return;
    }
    this.log.warn({
      msg:
        `This instance has SHIPPING=${enabled ? 'on' : 'off'}, but shipping is ${isOn ? 'on' : 'off'} in the shop, and other ` +
        `instances run: it stays ${isOn ? 'on' : 'off'}. Switch it with the command "shipping ${enabled ? 'on' : 'off'}"`,
    });
  }

  private async isAlone(): Promise<boolean> {
    const { complete, instances } = await this.instances.all();
    return complete && instances.length === 1;
  }
}
