import { Module } from '@nestjs/common';
import { OrderModule } from '../order/order.module';
import { WalletModule } from '../wallet/wallet.module';

/** Money: attempts to collect what orders have to pay, and refunds. */
@Module({ imports: [OrderModule, WalletModule] })
export class PaymentModule {}
