import { Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { Config } from '#platform/config/config';
import { AddressLimits, throttling, UserLimits } from './limit.guard';
import { SharedCounts } from './shared-counts';

/** How often one may ask. */
@Module({
  imports: [ThrottlerModule.forRootAsync({ inject: [Config, SharedCounts], useFactory: throttling })],
  providers: [SharedCounts, AddressLimits, UserLimits],
  exports: [SharedCounts, AddressLimits, UserLimits],
})
export class LimitsModule {}
