import { Module } from '@nestjs/common';
import { provideSection } from '#platform/config/config';
import { ShippingConfig } from './shipping.config';

/** Shipments of completed orders, and returns of their goods. */
@Module({
  providers: [provideSection(ShippingConfig)],
})
export class ShippingModule {}
