import { Module } from '@nestjs/common';
import { provideSection } from '#platform/config/config';
import { OrderModule } from '../order/order.module';
import { PaymentModule } from '../payment/payment.module';
import { ShopConfig } from './shop.config';
import { ShopController } from './shop.controller';

/** The shop itself: its name, its currency, and what it offers. */
@Module({
  imports: [OrderModule, PaymentModule],
  controllers: [ShopController],
  providers: [provideSection(ShopConfig)],
})
export class ShopModule {}
