import { Controller, Delete, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { CurrentUser } from '#platform/http/parameters/caller';
import { cursorDate } from '#platform/http/parameters/cursor';
import { IdParam } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, readPage } from '#platform/http/parameters/page';
import type { Principal } from '#platform/security/principal';
import { WishList } from '../use-cases/wish-list';
import { WishView } from './wish-view.dto';

@ApiTags('wishlist')
@Controller('wishlist')
export class WishListController {
  constructor(private readonly wishes: WishList) {}

  /** Your wish list, newest first. Deleted products are left out. */
  @Get()
  @ApiAnswers(200, pageOf(WishView))
  list(@CurrentUser() { userId }: Principal, @Page() request: PageRequest): Promise<Paged<WishView>> {
    return readPage(
      request,
      ['number', 'number'],
      (after, limit) =>
        this.wishes.page(userId, after && { createdAt: cursorDate(after[0]), productId: after[1] }, limit),
      ({ createdAt, product }) => [createdAt.getTime(), product.productId],
    );
  }

  /** Adds a product to your wish list. Repeating it changes nothing. */
  @Put(':productId')
  @ApiAnswers(204, undefined, { errors: ['PRODUCT_NOT_FOUND', 'WISHLIST_FULL'] })
  add(@IdParam('productId') productId: number, @CurrentUser() { userId }: Principal): Promise<void> {
    return this.wishes.add(userId, productId);
  }

  /** Takes a product off your wish list. Repeating it changes nothing. */
  @Delete(':productId')
  @ApiAnswers(204)
  remove(@IdParam('productId') productId: number, @CurrentUser() { userId }: Principal): Promise<void> {
    return this.wishes.remove(userId, productId);
  }
}
