import { Injectable } from '@nestjs/common';
import { CartClient, type Wish } from '../cart.contract';
import { CartRepository } from '../persistence/cart.repository';
import { WishList } from './wish-list';

/** Carts and wish lists, for other modules. */
@Injectable()
export class ReadCarts extends CartClient {
  constructor(
    private readonly wishes: WishList,
    private readonly carts: CartRepository,
  ) {
    super();
  }

  override wishesOf(userId: number, limit: number): Promise<readonly Wish[]> {
    return this.wishes.page(userId, undefined, limit);
  }

  override countOf(userId: number): Promise<number> {
    return this.carts.countOf(userId);
  }
}
