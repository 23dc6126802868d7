import { Injectable } from '@nestjs/common';
import { CartClient, type Wish } from '../cart.contract';
import { CartQueries } from '../persistence/cart.queries';
import { WishList } from './wish-list';

/** Carts and wish lists, for other modules. */
@Injectable()
export class ReadCarts extends CartClient {
  constructor(
    private readonly wishes: WishList,
    private readonly carts: CartQueries,
  ) {
    super();
  }

  override wishesOf(userId: number, limit: number): Promise<readonly Wish[]> {
    return this.wishes.page(userId, undefined, limit);
  }

  override async countOf(userId: number): Promise<number> {
    return (await this.carts.find(userId)).lines.length;
  }
}
