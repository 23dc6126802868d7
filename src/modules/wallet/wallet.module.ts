import { Module } from '@nestjs/common';
import { provideSection } from '#platform/config/config';
import { UserModule } from '../user/user.module';
import { PointsController } from './http/points.controller';
import { WalletQueries } from './persistence/wallet.queries';
import { WalletRepository } from './persistence/wallet.repository';
import { ChargePoints } from './use-cases/charge-points';
import { WalletConfig } from './wallet.config';
import { WalletBalances, WalletClient } from './wallet.contract';

/** Points: charged, reserved by orders, spent by payments, and paid back. */
@Module({
  imports: [UserModule],
  controllers: [PointsController],
  providers: [
    provideSection(WalletConfig),
    ChargePoints,
    WalletRepository,
    WalletQueries,
    { provide: WalletClient, useExisting: WalletRepository },
    { provide: WalletBalances, useExisting: WalletQueries },
  ],
  exports: [WalletClient, WalletBalances],
})
export class WalletModule {}
