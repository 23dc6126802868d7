import { Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { Config } from '#platform/config/config';
import { AddressLimits, throttling, UserLimits } from './limit.guard';
import { SharedCounters } from './shared-counts';

/** Rate limits by address and by user. */
@Module({
  imports: [ThrottlerModule.forRootAsync({ inject: [Config, SharedCounters], useFactory: throttling })],
  providers: [SharedCounters, AddressLimits, UserLimits],
  exports: [SharedCounters, AddressLimits, UserLimits],
})
export class LimitsModule {}
