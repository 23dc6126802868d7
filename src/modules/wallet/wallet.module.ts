import { Module } from '@nestjs/common';

/** Points: charged, reserved by orders, spent by payments, and paid back. */
@Module({})
export class WalletModule {}
