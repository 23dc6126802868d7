import { Module } from '@nestjs/common';
import { EventModule } from '../event/event.module';
import { OrderModule } from '../order/order.module';
import { ProductModule } from '../product/product.module';
import { StockModule } from '../stock/stock.module';
import { CartClient } from './cart.contract';
import { CartController } from './http/cart.controller';
import { WishListController } from './http/wish-list.controller';
import { CartQueries } from './persistence/cart.queries';
import { CartVersions } from './persistence/cart-versions';
import { CartRepository } from './persistence/cart.repository';
import { LatestWishes } from './persistence/latest-wishes';
import { WishRepository } from './persistence/wish.repository';
import { ChangeCart } from './use-cases/change-cart';
import { ClearCartWhenOrdered } from './use-cases/clear-cart-when-ordered';
import { LookUpProducts } from './use-cases/look-up-products';
import { OrderCart } from './use-cases/order-cart';
import { ReadCarts } from './use-cases/read-carts';
import { ShowCart } from './use-cases/show-cart';
import { WishList } from './use-cases/wish-list';

/** Carts and wish lists. A cart holds no unit of the stock. */
@Module({
  imports: [ProductModule, EventModule, StockModule, OrderModule],
  controllers: [CartController, WishListController],
  providers: [
    ShowCart,
    ChangeCart,
    OrderCart,
    ClearCartWhenOrdered,
    WishList,
    LookUpProducts,
    CartQueries,
    CartVersions,
    LatestWishes,
    CartRepository,
    WishRepository,
    { provide: CartClient, useClass: ReadCarts },
  ],
  exports: [CartClient],
})
export class CartModule {}
