import type { components } from '@hotdeal/client';

type Views = components['schemas'];

export type Product = Views['ProductView'];
export type Stock = Views['StockView'];
/** One product in a deal, with its prices. */
export type ProductDeal = Views['DealView'];
/** The same, and whether its price applies. */
export type ListedDeal = Views['ListedDealView'];
export type HotDeal = Views['HotDealView'];
export type Order = Views['OrderView'];
export type CompletedOrder = Views['OrderSettledSignal'];
export type Notification = Views['NotificationView'];
export type Cart = Views['CartView'];
export type Wish = Views['WishView'];
export type Summary = Views['SummaryView'];
export type Coupon = Views['CouponView'];
export type UserCoupon = Views['UserCouponView'];
export type Quote = Views['OrderQuoteView'];
export type Payment = Views['PaymentView'];
export type Points = Views['PointsView'];
export type PointEntry = Views['PointEntryView'];
export type Address = Views['AddressView'];
export type Delivery = Views['DeliveryView'];
export type Return = Views['ReturnView'];
