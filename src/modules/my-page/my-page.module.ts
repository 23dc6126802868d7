import { Module } from '@nestjs/common';
import { CartModule } from '../cart/cart.module';
import { CouponModule } from '../coupon/coupon.module';
import { NotificationModule } from '../notification/notification.module';
import { OrderModule } from '../order/order.module';
import { UserModule } from '../user/user.module';
import { WalletModule } from '../wallet/wallet.module';
import { MyPageController } from './my-page.controller';
import { MyPage, UsableBenefits } from './my-page';

/** The first view of a user's own page, from what other modules know. */
@Module({
  imports: [UserModule, OrderModule, CartModule, CouponModule, WalletModule, NotificationModule],
  controllers: [MyPageController],
  providers: [MyPage, UsableBenefits],
})
export class MyPageModule {}
