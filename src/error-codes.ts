import {
  type AboutSchemas,
  idempotencyErrors,
  joinErrorCodes,
  requestAbout,
  requestErrors,
} from '#platform/http/error-codes';
import { adminErrors } from './modules/admin/admin.errors';
import { authErrors } from './modules/auth/auth.errors';
import { cartAbout, cartErrors } from './modules/cart/cart.errors';
import { couponAbout, couponErrors } from './modules/coupon/coupon.errors';
import { eventAbout, eventErrors } from './modules/event/event.errors';
import { notificationErrors } from './modules/notification/notification.errors';
import { orderAbout, orderErrors } from './modules/order/order.errors';
import { outboundAbout, outboundErrors } from './modules/outbound/outbound.errors';
import { paymentAbout, paymentErrors } from './modules/payment/payment.errors';
import { productAbout, productErrors } from './modules/product/product.errors';
import { returnAbout, returnErrors } from './modules/shipping/return.errors';
import { shippingAbout, shippingErrors } from './modules/shipping/shipping.errors';
import { stockAbout, stockErrors } from './modules/stock/stock.errors';
import { userAbout, userErrors } from './modules/user/user.errors';
import { walletAbout, walletErrors } from './modules/wallet/wallet.errors';

/** Every error code with its status, in the order of the OpenAPI document. */
export const errorCodes = joinErrorCodes(
  requestErrors,
  authErrors,
  userErrors,
  productErrors,
  stockErrors,
  eventErrors,
  orderErrors,
  paymentErrors,
  shippingErrors,
  returnErrors,
  cartErrors,
  couponErrors,
  walletErrors,
  notificationErrors,
  adminErrors,
  outboundErrors,
  idempotencyErrors,
);

/** What `about` says, by error code. */
export const aboutSchemas: AboutSchemas = {
  ...requestAbout,
  ...userAbout,
  ...productAbout,
  ...stockAbout,
  ...eventAbout,
  ...orderAbout,
  ...paymentAbout,
  ...shippingAbout,
  ...returnAbout,
  ...cartAbout,
  ...couponAbout,
  ...walletAbout,
  ...outboundAbout,
};
