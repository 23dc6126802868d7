import { orderPaidByCard, purchase } from './rows/card-payments';
import { carts } from './rows/carts';
import { classicOrder } from './rows/classic-order';
import { couponCrowds } from './rows/coupon-crowds';
import { couponIssued, couponRefused, couponsListed } from './rows/coupons';
import { dealCreated } from './rows/deal-created';
import { decrements } from './rows/decrements';
import { guardedNoop } from './rows/guarded-noop';
import { growth } from './rows/growth';
import { login } from './rows/login';
import { memory } from './rows/memory';
import { orderCompleted } from './rows/order-completed';
import { ordersBesideSearches } from './rows/orders-beside-searches';
import { rankings } from './rows/rankings';
import { reads } from './rows/reads';
import { realMysql } from './rows/real-mysql';
import { reservationsLookedFor, orderPaid, orderReserved, reservationsExpired } from './rows/reservations';
import { signalToSockets } from './rows/signal-to-sockets';
import { singleBuyer } from './rows/single-buyer';
import { soldOut } from './rows/sold-out';
import type { Row } from './row';

/** The table of costs. */
export const rows: readonly Row[] = [
  orderCompleted,
  guardedNoop,
  classicOrder,
  dealCreated,
  decrements,
  signalToSockets,
  growth,
  memory,
  soldOut,
  reads,
  carts,
  rankings,
  login,
  realMysql,
  singleBuyer,
  ordersBesideSearches,
  couponIssued,
  couponRefused,
  couponsListed,
  couponCrowds,
  orderReserved,
  orderPaid,
  reservationsExpired,
  reservationsLookedFor,
  orderPaidByCard,
  purchase,
];
