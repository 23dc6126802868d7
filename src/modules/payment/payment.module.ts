import { Module } from '@nestjs/common';
import { OrderModule } from '../order/order.module';
import { WalletModule } from '../wallet/wallet.module';
import { type PaymentMethod, PaymentMethods } from './payment.contract';

class PointsOnly extends PaymentMethods {
  override available(): readonly PaymentMethod[] {
    return [{ method: 'POINTS', provider: 'points' }];
  }
}

/** Money: attempts to collect what orders have to pay, and refunds. */
@Module({
  imports: [OrderModule, WalletModule],
  providers: [{ provide: PaymentMethods, useClass: PointsOnly }],
  exports: [PaymentMethods],
})
export class PaymentModule {}
