import type { components } from '@hotdeal/client';

type Views = components['schemas'];

export type Product = Views['ProductView'];
export type Stock = Views['StockView'];
export type Deal = Views['DealView'];
export type HotDeal = Views['HotDealView'];
export type Order = Views['OrderView'];
export type Settled = Views['OrderSettledSignal'];
export type Notification = Views['NotificationView'];
