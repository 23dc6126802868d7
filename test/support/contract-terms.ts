const CATEGORIES =
  'ELECTRONICS FASHION BEAUTY HOME_LIVING FOOD SPORTS BOOKS HEALTH BABY PET CAR HOBBY OFFICE OTHER'.split(' ');
/** The routes that place an order. */
const ORDERING = ['POST /orders/products', 'POST /orders/v2', 'POST /orders/v1', 'POST /cart/order'];
/** The routes that can wait for the outcome. */
export const WAITING = [...ORDERING, 'POST /orders/{orderId}/payment'];
/** The routes that accept an `Idempotency-Key`. */
export const KEYED = [
  ...ORDERING,
  'POST /products',
  'POST /event/create',
  'POST /coupons',
  'POST /coupons/{couponId}/increase',
  'POST /stocks/product/{productId}/increase',
  'POST /stocks/product/{productId}/reset',
  'POST /stocks/product/{productId}/unlimited',
  'POST /points/charge',
  'POST /orders/{orderId}/payment',
];
const ORDER_REFUSED = [
  'PRODUCT_NOT_FOUND',
  'INSUFFICIENT_STOCK',
  'PRICE_CHANGED',
  'COUPON_NOT_OWNED',
  'COUPON_ALREADY_USED',
  'COUPON_REVOKED',
  'COUPON_EXPIRED',
  'COUPON_BELOW_MINIMUM',
  'TOO_MANY_UNPAID_ORDERS',
  'INSUFFICIENT_POINTS',
];
const ISSUING = [
  'COUPON_NOT_FOUND',
  'COUPON_NOT_STARTED',
  'COUPON_ENDED',
  'COUPON_SOLD_OUT',
  'COUPON_ALREADY_ISSUED',
  'COUPON_REVOKED',
];
/** The error codes that are specific to a route, by the contract. */
export const REFUSALS: Readonly<Record<string, readonly string[]>> = {
  'POST /auth/signup': ['EMAIL_TAKEN', 'SIGNUP_FAILED'],
  'POST /auth/login': ['INVALID_CREDENTIALS'],
  'POST /auth/reissue': ['REFRESH_TOKEN_INVALID', 'REFRESH_TOKEN_REUSED'],
  'POST /auth/logout': ['PASSWORD_MISMATCH'],
  'POST /auth/withdraw': ['PASSWORD_MISMATCH', 'FORBIDDEN'],
  'POST /auth/{authId}/restore': ['USER_NOT_FOUND'],
  'GET /products/{productId}': ['PRODUCT_NOT_FOUND'],
  'PUT /products/{productId}': ['PRODUCT_NOT_FOUND'],
  'DELETE /products/{productId}': ['PRODUCT_NOT_FOUND'],
  'GET /stocks/product/{productId}': ['PRODUCT_NOT_FOUND'],
  'POST /stocks/product/{productId}/increase': ['PRODUCT_NOT_FOUND', 'STOCK_LIMIT_EXCEEDED'],
  'POST /stocks/product/{productId}/reset': ['PRODUCT_NOT_FOUND'],
  'POST /stocks/product/{productId}/unlimited': ['PRODUCT_NOT_FOUND'],
  'GET /stocks/product/{productId}/movements': ['PRODUCT_NOT_FOUND'],
  'GET /inventory/{productId}/status': ['PRODUCT_NOT_FOUND'],
  'POST /inventory/{productId}/sync': ['PRODUCT_NOT_FOUND', 'INVENTORY_INCONSISTENT'],
  'GET /inventory/{productId}/available': ['PRODUCT_NOT_FOUND'],
  'POST /event/create': ['EVENT_ALREADY_OVER', 'PRODUCT_NOT_FOUND'],
  'GET /event/{eventId}': ['EVENT_NOT_FOUND'],
  'GET /event/{eventId}/products': ['EVENT_NOT_FOUND'],
  'PUT /event/{eventId}': [
    'EVENT_NOT_FOUND',
    'EVENT_ALREADY_OVER',
    'EVENT_RUNNING',
    'EVENT_ENDED',
    'PRODUCT_NOT_FOUND',
  ],
  'DELETE /event/{eventId}': ['EVENT_NOT_FOUND'],
  'GET /products/{productId}/deals': ['PRODUCT_NOT_FOUND'],
  ...Object.fromEntries([...ORDERING, 'POST /orders/quote'].map((name) => [name, ORDER_REFUSED])),
  'GET /products/{productId}/versions': ['PRODUCT_NOT_FOUND'],
  'GET /orders/{orderId}': ['ORDER_NOT_FOUND'],
  'GET /orders/{orderId}/items/{line}/product': ['ORDER_NOT_FOUND', 'PRODUCT_VERSION_NOT_FOUND'],
  'PUT /orders/{orderId}': ['ORDER_NOT_FOUND', 'ORDER_NOT_CANCELLABLE'],
  'GET /users/me/summary': ['USER_NOT_FOUND'],
  'POST /users/me/addresses': ['USER_NOT_FOUND', 'ADDRESS_LIMIT_EXCEEDED'],
  'PUT /users/me/addresses/{addressId}': ['ADDRESS_NOT_FOUND'],
  'DELETE /users/me/addresses/{addressId}': ['ADDRESS_NOT_FOUND'],
  'POST /cart/items': ['PRODUCT_NOT_FOUND', 'CART_FULL'],
  'PUT /cart/items/{productId}': ['PRODUCT_NOT_FOUND', 'CART_FULL'],
  'POST /cart/merge': ['CART_FULL'],
  'POST /cart/order': [...ORDER_REFUSED, 'CART_EMPTY', 'CART_ITEM_NOT_FOUND'],
  'PUT /wishlist/{productId}': ['PRODUCT_NOT_FOUND', 'WISHLIST_FULL'],
  'GET /coupons/{couponId}': ['COUPON_NOT_FOUND'],
  'POST /coupons/{couponId}/issue': ISSUING,
  'POST /coupons/issue': ISSUING,
  'GET /coupons/mine/{userCouponId}': ['USER_COUPON_NOT_FOUND'],
  'POST /coupons/{couponId}/increase': ['COUPON_NOT_FOUND', 'COUPON_LIMIT_EXCEEDED'],
  'DELETE /coupons/{couponId}': ['COUPON_NOT_FOUND'],
  'POST /coupons/{couponId}/revoke': ['COUPON_NOT_FOUND'],
  'GET /coupons/{couponId}/statistics': ['COUPON_NOT_FOUND'],
  'POST /payments/webhook/{provider}': ['WEBHOOK_SIGNATURE_INVALID'],
  'POST /orders/{orderId}/payment': [
    'ROUTE_NOT_FOUND',
    'ORDER_NOT_FOUND',
    'ORDER_NOT_PAYABLE',
    'ORDER_ALREADY_PAID',
    'PAYMENT_IN_PROGRESS',
    'PAYMENT_BELOW_MINIMUM',
  ],
  'POST /orders/{orderId}/payment/confirm': [
    'PAYMENT_DECLINED',
    'PAYMENT_NOT_FOUND',
    'PAYMENT_AMOUNT_MISMATCH',
    'PAYMENT_SUPERSEDED',
    'ORDER_NOT_FOUND',
    'ORDER_NOT_PAYABLE',
    'ORDER_ALREADY_PAID',
  ],
  'POST /orders/{orderId}/payment/complete': [
    'ROUTE_NOT_FOUND',
    'PAYMENT_DECLINED',
    'PAYMENT_NOT_FOUND',
    'PAYMENT_AMOUNT_MISMATCH',
    'PAYMENT_SUPERSEDED',
    'ORDER_NOT_FOUND',
    'ORDER_NOT_PAYABLE',
    'ORDER_ALREADY_PAID',
  ],
  'GET /orders/{orderId}/payment': ['PAYMENT_NOT_FOUND'],
  'DELETE /orders/{orderId}/payment': ['PAYMENT_NOT_FOUND', 'PAYMENT_IN_PROGRESS', 'ORDER_ALREADY_PAID'],
  'PUT /orders/{orderId}/payment/refund-account': ['PAYMENT_NOT_FOUND', 'REFUND_ACCOUNT_NOT_NEEDED'],
  'GET /delivery/{orderId}': ['SHIPMENT_NOT_FOUND'],
  'GET /delivery/{orderId}/tracking': ['SHIPMENT_NOT_FOUND'],
  'PATCH /delivery/{orderId}/status': ['SHIPMENT_NOT_FOUND', 'DELIVERY_STATUS_INVALID', 'TRACKING_NUMBER_TAKEN'],
  'GET /points': ['FORBIDDEN'],
  'GET /points/history': ['FORBIDDEN'],
  'POST /points/charge': ['FORBIDDEN', 'ROUTE_NOT_FOUND', 'USER_NOT_FOUND', 'POINT_LIMIT_EXCEEDED'],
  'POST /subscribe/sub-product': ['PRODUCT_NOT_FOUND'],
  'DELETE /subscribe/cancel-sub': ['FORBIDDEN', 'SUBSCRIPTION_NOT_FOUND'],
  'POST /notifications/{notificationId}/read': ['NOTIFICATION_NOT_FOUND'],
  'POST /admin/failed-events/{deliveryId}/retry': ['FAILED_EVENT_NOT_FOUND'],
  'POST /admin/deliveries/{deliveryId}/retry': ['DELIVERY_NOT_FOUND'],
  'POST /admin/webhooks': ['WEBHOOK_LIMIT_EXCEEDED'],
  'DELETE /admin/webhooks/{webhookId}': ['WEBHOOK_NOT_FOUND'],
  'GET /admin/webhooks/{webhookId}/deliveries': ['WEBHOOK_NOT_FOUND'],
  'POST /admin/webhooks/{webhookId}/deliveries/{deliveryId}/replay': ['DELIVERY_NOT_FOUND'],
  'POST /admin/webhooks/{webhookId}/replay': ['WEBHOOK_NOT_FOUND'],
};
const ID = { type: 'integer', minimum: 1 };
const ids = (most: number): object => ({
  productIds: { type: 'array', items: ID, minItems: 1, maxItems: most, uniqueItems: true },
});
const DRAFT = {
  productName: { type: 'string', minLength: 1, maxLength: 200 },
  productDescription: { type: 'string', minLength: 1, maxLength: 1_000 },
  productPrice: { type: 'integer', minimum: 1, maximum: 10_000_000_000 },
  productImageUrl: { type: 'string', format: 'uri', maxLength: 2_048 },
  productCategory: { type: 'string', enum: CATEGORIES },
};
const QUANTITY = { type: 'integer', minimum: 1, maximum: 1_000 };
const CART_ITEM = { productId: ID, quantity: QUANTITY };
const ITEM = { ...CART_ITEM, expectedPrice: { type: 'integer', minimum: 1, maximum: 10_000_000_000 } };
const TEXT = { type: 'string' };
const PRICE = { type: 'integer', minimum: 0, maximum: 1_000_000_000_000_000 };
const ITEMS = {
  orderItems: { type: 'array', minItems: 1, maxItems: 100, items: { properties: ITEM } },
  usePoints: PRICE,
  userCouponId: ID,
};
const ADDRESS = {
  label: { type: 'string', minLength: 1, maxLength: 50 },
  recipient: { type: 'string', minLength: 1, maxLength: 100 },
  phone: { type: 'string', minLength: 7, maxLength: 30 },
  postcode: { type: 'string', minLength: 3, maxLength: 10 },
  line1: { type: 'string', minLength: 1, maxLength: 200 },
  line2: { type: 'string', minLength: 1, maxLength: 200 },
  isDefault: { type: 'boolean' },
};
const ADDRESS_ROUTES = ['POST /users/me/addresses', 'PUT /users/me/addresses/{addressId}'];
/** The fields of bodies that may be left out. */
export const OPTIONAL_FIELDS: readonly string[] = [
  'POST /auth/logout password',
  'POST /orders/v1 expectedPrice',
  ...[...ORDERING, 'POST /orders/quote'].flatMap((route) => [`${route} usePoints`, `${route} userCouponId`]),
  ...ADDRESS_ROUTES.flatMap((route) => ['label', 'line2', 'isDefault'].map((field) => `${route} ${field}`)),
  'POST /points/charge userId',
  ...['method', 'provider'].map((field) => `POST /orders/{orderId}/payment ${field}`),
  ...['trackingNumber', 'courierCompany'].map((field) => `PATCH /delivery/{orderId}/status ${field}`),
  ...['productIds', 'expectedTotal'].map((field) => `POST /cart/order ${field}`),
  ...['maxDiscount', 'minOrderPrice', 'validDays', 'validUntil'].map((field) => `POST /coupons ${field}`),
  ...['POST /event/create', 'PUT /event/{eventId}'].flatMap((route) =>
    ['eventName', 'bannerUrl', 'eventDuration', 'endEventTime'].map((field) => `${route} ${field}`),
  ),
];
const EVENT = {
  eventType: { enum: ['HOT_DEAL'] },
  eventName: { type: 'string', minLength: 1, maxLength: 100 },
  bannerUrl: { type: 'string', format: 'uri', maxLength: 2_048 },
  eventDiscount: { type: 'integer', minimum: 1, maximum: 99 },
  eventDuration: { type: 'integer', minimum: 1, maximum: 365 },
  startEventTime: TEXT,
  endEventTime: TEXT,
  ...ids(10_000),
};
/** The fields of each body with their bounds; every other one is required. */
export const BODIES: Readonly<Record<string, object>> = {
  'POST /auth/signup': {
    email: { type: 'string', maxLength: 254 },
    name: { type: 'string', minLength: 1, maxLength: 50 },
    password: TEXT,
  },
  'POST /auth/login': { email: TEXT, password: TEXT },
  'POST /auth/reissue': { refreshToken: TEXT },
  'POST /auth/logout': { password: TEXT },
  'POST /auth/withdraw': { password: TEXT },
  'POST /products/search-product': ids(1_000),
  'POST /products': DRAFT,
  'PUT /products/{productId}': DRAFT,
  'POST /stocks/search': ids(1_000),
  'POST /event/create': EVENT,
  'PUT /event/{eventId}': EVENT,
  'POST /event/search-event': ids(1_000),
  'POST /orders/products': ITEMS,
  'POST /orders/v2': ITEMS,
  'POST /orders/quote': ITEMS,
  'POST /orders/v1': { ...ITEM, usePoints: PRICE, userCouponId: ID },
  ...Object.fromEntries(ADDRESS_ROUTES.map((route) => [route, ADDRESS])),
  'POST /cart/items': CART_ITEM,
  'PUT /cart/items/{productId}': { quantity: QUANTITY },
  'POST /cart/merge': { items: { type: 'array', minItems: 1, maxItems: 100, items: { properties: CART_ITEM } } },
  'POST /points/charge': { chargeAmount: { type: 'integer', minimum: 1_000, maximum: 1_000_000 }, userId: ID },
  'POST /refunds/{refundId}/settle': {
    as: { enum: ['HAND', 'POINTS'] },
    note: { type: 'string', minLength: 1, maxLength: 500 },
  },
  'POST /orders/{orderId}/payment': {
    method: { enum: ['CARD', 'TRANSFER', 'MOBILE_PHONE', 'VIRTUAL_ACCOUNT', 'POINTS'] },
    provider: { type: 'string', minLength: 1, maxLength: 20 },
  },
  'POST /orders/{orderId}/payment/confirm': {
    paymentKey: { type: 'string', minLength: 1, maxLength: 200 },
    providerOrderId: { type: 'string', minLength: 1, maxLength: 64 },
    amount: ID,
  },
  'PUT /orders/{orderId}/payment/refund-account': {
    bank: { type: 'string', minLength: 2, maxLength: 3 },
    accountNumber: { type: 'string', minLength: 6, maxLength: 20 },
    holderName: { type: 'string', minLength: 1, maxLength: 60 },
  },
  'PATCH /delivery/{orderId}/status': {
    trackingNumber: { type: 'string', minLength: 1, maxLength: 40 },
    courierCompany: { type: 'string', minLength: 1, maxLength: 50 },
  },
  'POST /delivery/ship': { orderIds: { type: 'array', items: ID, minItems: 1, maxItems: 100, uniqueItems: true } },
  // any JSON
  'POST /payments/webhook/{provider}': {},
  'POST /cart/order': { ...ids(100), expectedTotal: { ...PRICE, minimum: 1 }, usePoints: PRICE, userCouponId: ID },
  'POST /coupons': {
    name: { type: 'string', minLength: 1, maxLength: 100 },
    discountType: { enum: ['AMOUNT', 'RATE'] },
    discountValue: { type: 'integer', minimum: 1, maximum: 10_000_000_000 },
    maxDiscount: PRICE,
    minOrderPrice: PRICE,
    quantity: { type: 'integer', minimum: 1, maximum: 10_000_000 },
    issueStartTime: TEXT,
    issueEndTime: TEXT,
    validDays: { type: 'integer', minimum: 1, maximum: 3_650 },
    validUntil: TEXT,
  },
  'POST /coupons/issue': { couponId: ID },
  'POST /subscribe/sub-product': ids(1_000),
  'POST /admin/webhooks': {
    url: { type: 'string', format: 'uri', maxLength: 2_048 },
    eventTypes: { type: 'array', minItems: 1, maxItems: 9, uniqueItems: true },
  },
  'POST /admin/webhooks/{webhookId}/replay': { since: TEXT },
};
