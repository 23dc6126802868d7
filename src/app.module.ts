import { type DynamicModule, Module } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { PlatformModule } from '#platform/platform.module';
import { AdminModule } from './modules/admin/admin.module';
import { AuthModule } from './modules/auth/auth.module';
import { CartModule } from './modules/cart/cart.module';
import { CouponModule } from './modules/coupon/coupon.module';
import { EventModule } from './modules/event/event.module';
import { InventoryModule } from './modules/inventory/inventory.module';
import { MyPageModule } from './modules/my-page/my-page.module';
import { NotificationModule } from './modules/notification/notification.module';
import { OrderModule } from './modules/order/order.module';
import { OutboundModule } from './modules/outbound/outbound.module';
import { PaymentModule } from './modules/payment/payment.module';
import { ProductModule } from './modules/product/product.module';
import { RankingModule } from './modules/ranking/ranking.module';
import { SearchModule } from './modules/search/search.module';
import { ShopModule } from './modules/shop/shop.module';
import { ShippingModule } from './modules/shipping/shipping.module';
import { StockModule } from './modules/stock/stock.module';
import { UserModule } from './modules/user/user.module';
import { WalletModule } from './modules/wallet/wallet.module';
import { pages } from './pages';
import { integrityChecks } from './integrity-checks';
import { schema } from './schema';

/** The list of modules: the table of contents. */
@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot(config, schema),
        UserModule,
        AuthModule,
        ProductModule,
        StockModule,
        EventModule,
        CouponModule,
        WalletModule,
        OrderModule,
        ShippingModule,
        PaymentModule,
        InventoryModule,
        CartModule,
        RankingModule,
        SearchModule,
        NotificationModule,
        OutboundModule,
        MyPageModule,
        ShopModule,
        AdminModule.forRoot(integrityChecks),
        pages(),
      ],
    };
  }
}
