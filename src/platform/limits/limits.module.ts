import { Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { Config } from '#platform/config/config';
import { ObservabilityModule } from '#platform/observability/observability.module';
import { AddressLimits, throttling, UserLimits } from './limit.guard';
import { ScanningReads } from './scanning-reads';
import { SharedCounters } from './shared-counts';

/** Limits by address and by user: of requests, and of reads that scan. */
@Module({
  imports: [
    ObservabilityModule,
    ThrottlerModule.forRootAsync({ inject: [Config, SharedCounters], useFactory: throttling }),
  ],
  providers: [SharedCounters, AddressLimits, UserLimits, ScanningReads],
  exports: [SharedCounters, AddressLimits, UserLimits, ScanningReads],
})
export class LimitsModule {}
