import { idempotencyErrors, joinErrorCodes, requestErrors } from '#platform/http/error-codes';
import { adminErrors } from './modules/admin/admin.errors';
import { authErrors } from './modules/auth/auth.errors';
import { eventErrors } from './modules/event/event.errors';
import { notificationErrors } from './modules/notification/notification.errors';
import { orderErrors } from './modules/order/order.errors';
import { outboundErrors } from './modules/outbound/outbound.errors';
import { productErrors } from './modules/product/product.errors';
import { stockErrors } from './modules/stock/stock.errors';
import { userErrors } from './modules/user/user.errors';

/** Every error code with its status, in the order of the OpenAPI document. */
export const errorCodes = joinErrorCodes(
  requestErrors,
  authErrors,
  userErrors,
  productErrors,
  stockErrors,
  eventErrors,
  orderErrors,
  notificationErrors,
  adminErrors,
  outboundErrors,
  idempotencyErrors,
);
