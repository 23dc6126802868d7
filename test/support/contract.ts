import type { Shape } from './shapes';

const pageOf = (item: Shape): Shape => ({ items: [item], nextCursor: 'text?' });
const ACCOUNT = { authId: 'id', email: 'text', name: 'text' } as const satisfies Shape;
const TOKENS: Shape = { accessToken: 'text', refreshToken: 'text', tokenType: 'text', expiresIn: 'id' };
const PRODUCT = {
  productId: 'id',
  productName: 'text',
  productDescription: 'text',
  productPrice: 'id',
  productImageUrl: 'text',
  productCategory: 'text',
  createdAt: 'time',
  updatedAt: 'time',
} as const satisfies Shape;
const PRODUCT_VERSION: Shape = { ...PRODUCT, productVersion: 'id', replacedAt: 'time?' };
const STOCK = {
  productId: 'id',
  quantity: 'whole',
  available: 'flag',
  unlimited: 'flag',
  lastUpdated: 'time?',
} as const satisfies Shape;
const STOCK_MOVEMENT: Shape = {
  movementId: 'id',
  kind: 'text',
  delta: 'any',
  orderId: 'id?',
  returnId: 'id?',
  movedAt: 'time',
};
const INVENTORY: Shape = {
  productId: 'id',
  onHand: 'whole',
  reserved: 'whole',
  available: 'whole',
  setAside: 'whole',
  waiting: 'whole',
  asOf: 'time',
};
const TERMS = {
  eventId: 'id',
  eventType: 'text',
  eventDiscount: 'id',
  startEventTime: 'time',
  endEventTime: 'time',
} as const satisfies Shape;
const EVENT: Shape = {
  ...TERMS,
  'eventName?': 'text',
  'bannerUrl?': 'text',
  eventDuration: 'id',
  productCount: 'whole',
};
const PRICES = { originalPrice: 'id', discountPrice: 'id' } as const satisfies Shape;
const DEAL = {
  ...TERMS,
  ...PRICES,
  eventDuration: 'id',
  productId: 'id',
  productName: 'text',
} as const satisfies Shape;
const LISTED_DEAL: Shape = { ...DEAL, 'applies?': 'flag' };
const SIGNAL: Shape = { ...TERMS, seq: 'id', productCount: 'whole', productIds: ['id'], 'signal?': 'text' };
const DELIVERY_ADDRESS = {
  recipient: 'text',
  phone: 'text',
  postcode: 'text',
  line1: 'text',
  line2: 'text?',
} as const satisfies Shape;
const ADDRESS: Shape = { addressId: 'id', label: 'text?', ...DELIVERY_ADDRESS, isDefault: 'flag' };
const ORDER_ITEM: Shape = {
  productId: 'id',
  'productVersion?': 'id',
  productName: 'text',
  quantity: 'id',
  originalPrice: 'id',
  productPrice: 'id',
  eventId: 'id?',
  itemTotalPrice: 'id',
  'discountShare?': 'whole',
  'pointsShare?': 'whole',
};
const ORDER: Shape = {
  orderId: 'id',
  userId: 'id',
  items: [ORDER_ITEM],
  totalOrderCount: 'id',
  totalOrderPrice: 'id',
  orderDate: 'time',
  status: 'text',
  failureReason: 'text?',
  stage: 'text',
  'cancelReason?': 'text',
  'userCouponId?': 'id',
  'discount?': 'whole',
  'pointsUsed?': 'whole',
  'amountDue?': 'whole',
  'payBy?': 'time',
  'paidAt?': 'time',
  'replacesOrderId?': 'id',
  'replacedByOrderId?': 'id',
  'deliveryAddress?': DELIVERY_ADDRESS,
};
const QUOTE: Shape = {
  items: [ORDER_ITEM],
  totalOrderPrice: 'id',
  discount: 'whole',
  pointsUsed: 'whole',
  amountDue: 'whole',
};
const CART: Shape = {
  items: [
    {
      productId: 'id',
      productName: 'text',
      productImageUrl: 'text',
      quantity: 'id',
      originalPrice: 'id',
      productPrice: 'id',
      eventId: 'id?',
      itemTotalPrice: 'id',
      available: 'flag',
      reason: 'text?',
      priceSeen: 'id',
    },
  ],
  totalCount: 'whole',
  totalPrice: 'whole',
  version: 'whole',
};
const WISH: Shape = { product: PRODUCT, available: 'flag', deal: DEAL, createdAt: 'time' };
const RANKING: Shape = {
  period: 'text',
  from: 'text',
  to: 'text',
  asOf: 'time',
  items: [
    {
      rank: 'id',
      productId: 'id',
      productName: 'text',
      productPrice: 'id',
      productImageUrl: 'text',
      soldCount: 'id',
    },
  ],
};
const PROFILE: Shape = { userId: 'id', email: 'text', name: 'text', role: 'text', createdAt: 'time' };
const SUBSCRIPTION: Shape = { userId: 'id', productId: 'id' };
const NOTIFICATION: Shape = {
  ...PRICES,
  notificationId: 'id',
  kind: 'text',
  eventId: 'id',
  productId: 'id',
  productName: 'text',
  eventDiscount: 'id',
  createdAt: 'time',
  readAt: 'time?',
};
/** `rows` is empty while every check passes. */
const INTEGRITY_CHECK: Shape = { rule: 'text', description: 'text', table: 'text', findings: 'whole', rows: 'any' };
const DELIVERY: Shape = {
  deliveryId: 'id',
  reaction: 'text',
  fact: 'text',
  payloads: ['any'],
  state: 'text',
  attempts: 'whole',
  lastError: 'text?',
  createdAt: 'time',
};
const LISTED_ACCOUNT: Shape = {
  ...ACCOUNT,
  email: 'text?',
  role: 'text',
  status: 'text',
  createdAt: 'time',
  withdrawnAt: 'time?',
};
const INSTANCE: Shape = {
  instanceId: 'text',
  startedAt: 'time',
  observedAt: 'time',
  listeners: { public: 'whole', private: 'whole' },
  orders: { placed: 'whole', won: 'whole', refused: 'whole', soldOut: 'whole', cancelled: 'whole' },
  settlementDelayMs: 'any',
};

const WEBHOOK = { webhookId: 'id', url: 'text', eventTypes: ['text'], createdAt: 'time' } as const satisfies Shape;
const WEBHOOK_DELIVERY: Shape = {
  deliveryId: 'id',
  eventId: 'text',
  eventType: 'text',
  aggregateId: 'id',
  state: 'text',
  attempts: 'whole',
  lastError: 'text?',
  happenedAt: 'time',
  dueAt: 'time',
  sentAt: 'time?',
};

const COUPON_TERMS = {
  couponId: 'id',
  name: 'text',
  discountType: 'text',
  discountValue: 'id',
  maxDiscount: 'whole?',
  minOrderPrice: 'whole',
} as const satisfies Shape;
const COUPON: Shape = {
  ...COUPON_TERMS,
  quantity: 'id',
  remaining: 'whole',
  issueStartTime: 'time',
  issueEndTime: 'time',
  validDays: 'id?',
  validUntil: 'time?',
  revoked: 'flag',
  createdAt: 'time',
};
const USER_COUPON: Shape = {
  ...COUPON_TERMS,
  userCouponId: 'id',
  status: 'text',
  orderId: 'id?',
  issuedAt: 'time',
  expiresAt: 'time',
  'discount?': 'whole',
};

const POINTS: Shape = { userId: 'id', balance: 'whole', reserved: 'whole', available: 'whole' };
const POINT_ENTRY: Shape = {
  entryId: 'id',
  kind: 'text',
  amount: 'any',
  balanceAfter: 'whole',
  reference: { type: 'text', id: 'id' },
  createdAt: 'time',
};

type Access = 'PUBLIC' | 'READER' | 'USER' | 'ADMIN';
export interface Route {
  readonly name: string;
  readonly method: string;
  /** below `/api` */
  readonly path: string;
  readonly access: Access;
  readonly status: number;
  /** `undefined` for an answer without a body */
  readonly shape: Shape | undefined;
}
const REFUND_OF_PAYMENT = {
  refundId: 'id',
  amount: 'id',
  status: 'text',
  cause: 'text',
  requestedAt: 'time',
  completedAt: 'time?',
} as const satisfies Shape;
const PAYMENT_FIELDS = {
  paymentId: 'id',
  orderId: 'id',
  userId: 'id',
  provider: 'text',
  method: 'text',
  amount: 'id',
  currency: 'text',
  status: 'text',
  refundedAmount: 'whole',
  failureCode: 'text?',
  requestedAt: 'time',
  approvedAt: 'time?',
  expiresAt: 'time?',
  checkoutUrl: 'text?',
  virtualAccount: 'any',
  receiptUrl: 'text?',
} as const satisfies Shape;
const PAYMENT: Shape = { ...PAYMENT_FIELDS, refunds: 'any' };
const ADMIN_PAYMENT: Shape = {
  ...PAYMENT_FIELDS,
  refunds: [REFUND_OF_PAYMENT],
  providerOrderId: 'text',
  providerKey: 'text?',
};
const REFUND: Shape = {
  ...REFUND_OF_PAYMENT,
  paymentId: 'id',
  orderId: 'id',
  userId: 'id',
  provider: 'text',
  method: 'text',
  currency: 'text',
  attempts: 'whole',
  nextAttemptAt: 'time?',
  failureCode: 'text?',
  providerReference: 'text?',
  settledAs: 'text?',
  settledBy: 'id?',
  note: 'text?',
};

const SHIPMENT: Shape = {
  deliveryId: 'id',
  orderId: 'id',
  status: 'text',
  trackingNumber: 'text',
  courierCompany: 'text',
  startedAt: 'time',
  shippedAt: 'time?',
  completedAt: 'time?',
  estimatedArrival: 'time?',
  returnableUntil: 'time?',
  lastStatusMessage: 'text',
  address: 'any',
  held: 'flag',
};

const RETURN: Shape = {
  returnId: 'id',
  orderId: 'id',
  status: 'text',
  items: [{ productId: 'id', quantity: 'id', refundMoney: 'whole', refundPoints: 'whole' }],
  requestedAt: 'time',
  completedAt: 'time?',
  reason: 'text?',
};
const RECONCILIATION: Shape = {
  provider: 'text',
  day: 'text',
  status: 'text',
  dueAt: 'time?',
  attempts: 'whole',
  completedAt: 'time?',
  transactions: 'whole',
  differences: 'whole',
  findings: [
    {
      kind: 'text',
      paymentId: 'id?',
      refundId: 'id?',
      providerOrderId: 'text',
      providerKey: 'text?',
      reference: 'text?',
      amountHere: 'whole',
      amountThere: 'whole',
      currency: 'text',
      isMended: 'flag',
    },
  ],
  failure: 'text?',
};

/** Every route that clients are written against, without those for operators. */
export const ROUTES: readonly Route[] = [
  route('POST /auth/signup', 'PUBLIC', 201, ACCOUNT),
  route('POST /auth/login', 'PUBLIC', 200, TOKENS),
  route('POST /auth/reissue', 'PUBLIC', 200, TOKENS),
  route('POST /auth/logout', 'USER', 204),
  route('POST /auth/withdraw', 'USER', 204),
  route('POST /auth/{authId}/restore', 'ADMIN', 200, ACCOUNT),
  route('GET /users/me', 'USER', 200, PROFILE),
  route('GET /users/me/summary', 'USER', 200, {
    profile: PROFILE,
    recentOrders: [ORDER],
    recentWishes: [WISH],
    cartCount: 'whole',
    usableCoupons: 'whole',
    points: 'whole',
    unread: 'whole',
  }),
  route('GET /users/me/addresses', 'USER', 200, [ADDRESS]),
  route('POST /users/me/addresses', 'USER', 201, ADDRESS),
  route('PUT /users/me/addresses/{addressId}', 'USER', 200, ADDRESS),
  route('DELETE /users/me/addresses/{addressId}', 'USER', 204),
  route('GET /products', 'READER', 200, { items: [PRODUCT], nextCursor: 'text?', total: 'whole' }),
  route('GET /products/categories', 'READER', 200, [{ code: 'text', nameKo: 'text', nameEn: 'text' }]),
  route('POST /products/search-product', 'READER', 200, [PRODUCT]),
  route('GET /products/{productId}', 'READER', 200, PRODUCT),
  route('GET /products/{productId}/deals', 'READER', 200, [LISTED_DEAL]),
  route('GET /products/{productId}/versions', 'ADMIN', 200, pageOf(PRODUCT_VERSION)),
  route('POST /products', 'ADMIN', 201, PRODUCT),
  route('PUT /products/{productId}', 'ADMIN', 200, PRODUCT),
  route('DELETE /products/{productId}', 'ADMIN', 204),
  route('POST /stocks/search', 'READER', 200, [STOCK]),
  route('GET /stocks/product/{productId}', 'READER', 200, STOCK),
  route('POST /stocks/product/{productId}/increase', 'ADMIN', 200, STOCK),
  route('POST /stocks/product/{productId}/reset', 'ADMIN', 200, STOCK),
  route('POST /stocks/product/{productId}/unlimited', 'ADMIN', 200, STOCK),
  route('GET /stocks', 'ADMIN', 200, pageOf({ ...STOCK, productName: 'text' })),
  route('GET /stocks/product/{productId}/movements', 'ADMIN', 200, pageOf(STOCK_MOVEMENT)),
  route('GET /inventory/{productId}/status', 'ADMIN', 200, INVENTORY),
  route('POST /inventory/{productId}/sync', 'ADMIN', 200, {
    productId: 'id',
    before: 'whole',
    after: 'whole',
    releasedOrders: 'whole',
  }),
  route('GET /inventory/{productId}/available', 'READER', 200, { productId: 'id', quantity: 'id', available: 'flag' }),
  route('POST /event/create', 'ADMIN', 201, {
    ...TERMS,
    'eventName?': 'text',
    'bannerUrl?': 'text',
    eventDuration: 'id',
    productIds: ['id'],
  }),
  route('POST /event/search-event', 'READER', 200, [DEAL]),
  route('GET /event', 'READER', 200, pageOf(EVENT)),
  route('GET /event/{eventId}', 'READER', 200, EVENT),
  route('GET /event/{eventId}/products', 'READER', 200, pageOf(LISTED_DEAL)),
  route('PUT /event/{eventId}', 'ADMIN', 200, EVENT),
  route('DELETE /event/{eventId}', 'ADMIN', 204),
  route('GET /event/signals', 'PUBLIC', 200, { items: [SIGNAL], lastSeq: 'id' }),
  route('GET /event/signals/last', 'PUBLIC', 200, { lastSeq: 'id' }),
  route('GET /event/clock', 'PUBLIC', 200, { now: 'time' }),
  route('POST /orders/products', 'USER', 202, ORDER),
  route('POST /orders/v2', 'USER', 202, ORDER),
  route('POST /orders/v1', 'USER', 202, ORDER),
  route('POST /orders/quote', 'USER', 200, QUOTE),
  route('GET /orders/{orderId}', 'USER', 200, ORDER),
  route('GET /orders', 'USER', 200, pageOf(ORDER)),
  route('GET /orders/{orderId}/items/{line}/product', 'USER', 200, PRODUCT_VERSION),
  route('PUT /orders/{orderId}', 'USER', 200, ORDER),
  route('GET /rankings/products', 'READER', 200, RANKING),
  route('GET /rankings/best-sellers', 'READER', 200, RANKING),
  route('GET /cart', 'USER', 200, CART),
  route('DELETE /cart', 'USER', 204),
  route('POST /cart/items', 'USER', 200, CART),
  route('PUT /cart/items/{productId}', 'USER', 200, CART),
  route('DELETE /cart/items/{productId}', 'USER', 204),
  route('POST /cart/merge', 'USER', 200, CART),
  route('POST /cart/order', 'USER', 202, ORDER),
  route('GET /wishlist', 'USER', 200, pageOf(WISH)),
  route('PUT /wishlist/{productId}', 'USER', 204),
  route('DELETE /wishlist/{productId}', 'USER', 204),
  route('POST /coupons', 'ADMIN', 201, COUPON),
  route('GET /coupons', 'READER', 200, pageOf(COUPON)),
  route('GET /coupons/{couponId}', 'READER', 200, COUPON),
  route('POST /coupons/{couponId}/issue', 'USER', 201, USER_COUPON),
  route('POST /coupons/issue', 'USER', 201, USER_COUPON),
  route('GET /coupons/mine', 'USER', 200, pageOf(USER_COUPON)),
  route('GET /coupons/mine/{userCouponId}', 'USER', 200, USER_COUPON),
  route('POST /coupons/{couponId}/increase', 'ADMIN', 200, COUPON),
  route('DELETE /coupons/{couponId}', 'ADMIN', 204),
  route('POST /coupons/{couponId}/revoke', 'ADMIN', 200, COUPON),
  route('GET /coupons/{couponId}/statistics', 'ADMIN', 200, {
    quantity: 'id',
    issued: 'whole',
    used: 'whole',
    expired: 'whole',
    discountGiven: 'whole',
    firstIssuedAt: 'time?',
    lastIssuedAt: 'time?',
  }),
  route('GET /shop', 'PUBLIC', 200, {
    name: 'text',
    currency: 'text',
    features: {
      ...{ payments: 'flag', pointCharge: 'flag', paymentSimulator: 'flag', shipping: 'flag', addressRequired: 'flag' },
      catalogue: 'text',
    },
    paymentMethods: [{ method: 'text', provider: 'text' }],
  }),
  route('POST /orders/{orderId}/payment', 'USER', 201, PAYMENT),
  route('GET /orders/{orderId}/payment', 'USER', 200, PAYMENT),
  route('DELETE /orders/{orderId}/payment', 'USER', 200, PAYMENT),
  route('POST /orders/{orderId}/payment/confirm', 'USER', 200, PAYMENT),
  route('POST /orders/{orderId}/payment/complete', 'USER', 200, PAYMENT),
  route('PUT /orders/{orderId}/payment/refund-account', 'USER', 204),
  route('GET /points', 'USER', 200, POINTS),
  route('GET /points/history', 'USER', 200, pageOf(POINT_ENTRY)),
  route('POST /points/charge', 'USER', 201, POINTS),
  route('POST /payments/webhook/{provider}', 'PUBLIC', 200),
  route('GET /payments', 'ADMIN', 200, pageOf(ADMIN_PAYMENT)),
  route('GET /payments/reconciliations', 'ADMIN', 200, pageOf(RECONCILIATION)),
  route('GET /admin/payment-providers', 'ADMIN', 200, {
    providers: [
      {
        ...{ name: 'text', methods: ['text'], available: 'flag', unavailableReason: 'text?', lastAnswerAt: 'time?' },
        lastFailure: 'any',
      },
    ],
  }),
  route('POST /payments/{paymentId}/resolve', 'ADMIN', 200, ADMIN_PAYMENT),
  route('GET /refunds', 'ADMIN', 200, pageOf(REFUND)),
  route('POST /refunds/{refundId}/retry', 'ADMIN', 200, REFUND),
  route('POST /refunds/{refundId}/settle', 'ADMIN', 200, REFUND),
  route('GET /delivery', 'ADMIN', 200, pageOf(SHIPMENT)),
  route('GET /delivery/statistics', 'ADMIN', 200, {
    asOf: 'time',
    counts: { SHIPMENT_PREPARING: 'whole', SHIPPED: 'whole', DELIVERED: 'whole', CANCELLED: 'whole' },
  }),
  route('POST /delivery/ship', 'ADMIN', 200, [{ orderId: 'id', outcome: 'text' }]),
  route('GET /delivery/{orderId}', 'USER', 200, SHIPMENT),
  route('GET /delivery/{orderId}/tracking', 'USER', 200, SHIPMENT),
  route('PATCH /delivery/{orderId}/status', 'ADMIN', 200, SHIPMENT),
  route('PUT /orders/{orderId}/return', 'USER', 200, RETURN),
  route('GET /orders/{orderId}/return', 'USER', 200, [RETURN]),
  route('GET /returns', 'ADMIN', 200, pageOf(RETURN)),
  route('PATCH /returns/{returnId}/status', 'ADMIN', 200, RETURN),
  route('POST /subscribe/sub-product', 'USER', 201, [SUBSCRIPTION]),
  route('GET /subscribe/search-sub-user', 'USER', 200, pageOf(SUBSCRIPTION)),
  route('GET /subscribe', 'USER', 200, pageOf(SUBSCRIPTION)),
  route('DELETE /subscribe/cancel-sub', 'USER', 204),
  route('GET /notifications', 'USER', 200, pageOf(NOTIFICATION)),
  route('POST /notifications/read-all', 'USER', 204),
  route('POST /notifications/{notificationId}/read', 'USER', 204),
  ...['instances', 'pulse'].map((path) =>
    route(`GET /admin/${path}`, 'ADMIN', 200, {
      observedAt: 'time',
      complete: 'flag',
      deliveries: { due: 'whole', parked: 'whole' },
      instances: [INSTANCE],
    }),
  ),
  route('GET /admin/accounts', 'ADMIN', 200, pageOf(LISTED_ACCOUNT)),
  ...['failed-events', 'deliveries'].flatMap((path) => [
    route(`GET /admin/${path}`, 'ADMIN', 200, pageOf(DELIVERY)),
    route(`POST /admin/${path}/{deliveryId}/retry`, 'ADMIN', 204),
  ]),
  route('GET /admin/webhooks', 'ADMIN', 200, pageOf(WEBHOOK)),
  route('POST /admin/webhooks', 'ADMIN', 201, { ...WEBHOOK, secret: 'text' }),
  route('DELETE /admin/webhooks/{webhookId}', 'ADMIN', 204),
  route('GET /admin/webhooks/{webhookId}/deliveries', 'ADMIN', 200, pageOf(WEBHOOK_DELIVERY)),
  route('POST /admin/webhooks/{webhookId}/deliveries/{deliveryId}/replay', 'ADMIN', 204),
  route('POST /admin/webhooks/{webhookId}/replay', 'ADMIN', 200, { replayed: 'whole', next: 'id?' }),
  ...['integrity', 'audit'].map((path) =>
    route(`GET /admin/${path}`, 'ADMIN', 200, { checkedAt: 'time', sound: 'flag', rules: [INTEGRITY_CHECK] }),
  ),
];

function route(name: string, access: Access, status: number, shape?: Shape): Route {
  const [method = '', path = ''] = name.split(' ');
  return { name, method, path, access, status, shape };
}
