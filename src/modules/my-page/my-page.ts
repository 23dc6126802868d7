import { Injectable } from '@nestjs/common';
import { CartClient } from '#cart';
import { UsableCoupons } from '#coupon';
import { Inbox } from '#notification';
import { OrderPlacement } from '#order';
import { ProfileClient } from '#user';
import { WalletBalances } from '#wallet';
import type { SummaryView } from './summary-view.dto';

/** of the latest orders and wishes */
const SHOWN = 5;

/** What a user can use on the next order. */
@Injectable()
export class UsableBenefits {
  constructor(
    private readonly coupons: UsableCoupons,
    private readonly wallets: WalletBalances,
  ) {}

  async of(userId: number): Promise<Pick<SummaryView, 'usableCoupons' | 'points'>> {
    const [usableCoupons, { available }] = await Promise.all([this.coupons.countOf(userId), this.wallets.of(userId)]);
    return { usableCoupons, points: available };
  }
}

/** What a user sees first. */
@Injectable()
export class MyPage {
  constructor(
    private readonly profiles: ProfileClient,
    private readonly orders: OrderPlacement,
    private readonly carts: CartClient,
    private readonly benefits: UsableBenefits,
    private readonly inbox: Inbox,
  ) {}

  /**
   * The parts are read at the same time: the slowest one decides how long it takes.
   * @throws DomainError USER_NOT_FOUND
   */
  async summary(userId: number): Promise<SummaryView> {
    const [profile, recentOrders, recentWishes, cartCount, benefits, unread] = await Promise.all([
      this.profiles.show(userId),
      this.orders.latestOf(userId, SHOWN),
      this.carts.wishesOf(userId, SHOWN),
      this.carts.countOf(userId),
      this.benefits.of(userId),
      this.inbox.unreadOf(userId),
    ]);
    return { profile, recentOrders, recentWishes, cartCount, ...benefits, unread };
  }
}
