const PRICE = 1_000;
const PRODUCT = 5;
const USER = 9;

type BenefitState = 'HELD' | 'REFUSED' | 'CONSUMED' | 'RELEASED';

interface SampleOrder {
  readonly id: number;
  readonly status: string;
  readonly reason?: string;
  readonly points?: number;
  /** how its points stand */
  readonly reserved?: BenefitState;
  /** what its coupon takes off, and how that stands; the coupon has the number of the order */
  readonly coupon?: readonly [discount: number, BenefitState];
  /** what its stock has done */
  readonly stock: 'none' | 'taken' | 'returned';
}

/**
 * Orders to be paid, in every consistent state: 20 is paid, 21 reserved, 22 completed by its points alone. 23 expired and
 * was paid late, and 24 replaces it. 25 had too few points. 26 was paid and cancelled, and paid back. 27 is undecided, 28
 * expired, and its points come back. 29 replaces 30 and is undecided. 31 is completed, and its points are to be taken. 32
 * is to be settled, 33 was paid and cancelled and is to be paid back. 34 was paid by points and cancelled, and they are
 * back; 35 could not be paid by points, and the points of its second payment are taken, which its event will store.
 * The goods of 22 and 62 have left. 70 was paid by a deposit that has bounced, and 71 by one that has, which its event will tell it.
 * With coupons: 60 is paid, 61 reserved, with points too, 62 completed by its coupon alone. 63 expired, 64 could not have
 * its coupon. 65 is completed, and its coupon is to be kept; 66 expired, and it is to come back. 67 is undecided.
 */
const ORDERS: readonly SampleOrder[] = [
  { id: 20, status: 'ORDER_SUCCESS', stock: 'taken' },
  { id: 21, status: 'ORDER_PENDING', points: 200, reserved: 'HELD', stock: 'taken' },
  { id: 22, status: 'ORDER_SUCCESS', points: 1_000, reserved: 'CONSUMED', stock: 'taken' },
  {
    id: 23,
    status: 'ORDER_CANCELLED',
    reason: 'PAYMENT_EXPIRED',
    points: 200,
    reserved: 'RELEASED',
    stock: 'returned',
  },
  { id: 24, status: 'ORDER_SUCCESS', points: 200, reserved: 'CONSUMED', stock: 'taken' },
  { id: 25, status: 'ORDER_FAILURE', reason: 'INSUFFICIENT_POINTS', points: 900, reserved: 'REFUSED', stock: 'none' },
  { id: 26, status: 'ORDER_CANCELLED', reason: 'BY_BUYER', stock: 'returned' },
  { id: 27, status: 'ORDER_BEFORE', stock: 'none' },
  { id: 28, status: 'ORDER_CANCELLED', reason: 'PAYMENT_EXPIRED', points: 300, reserved: 'HELD', stock: 'returned' },
  { id: 29, status: 'ORDER_BEFORE', stock: 'none' },
  { id: 30, status: 'ORDER_CANCELLED', reason: 'PAYMENT_FAILED', stock: 'returned' },
  { id: 31, status: 'ORDER_SUCCESS', points: 1_000, reserved: 'HELD', stock: 'taken' },
  { id: 32, status: 'ORDER_PENDING', stock: 'taken' },
  { id: 33, status: 'ORDER_CANCELLED', reason: 'BY_ADMIN', stock: 'returned' },
  { id: 34, status: 'ORDER_CANCELLED', reason: 'BY_BUYER', stock: 'returned' },
  { id: 35, status: 'ORDER_PENDING', stock: 'taken' },
  { id: 70, status: 'ORDER_CANCELLED', reason: 'PAYMENT_REVERSED', stock: 'returned' },
  { id: 71, status: 'ORDER_SUCCESS', stock: 'taken' },
  { id: 60, status: 'ORDER_SUCCESS', coupon: [300, 'CONSUMED'], stock: 'taken' },
  { id: 61, status: 'ORDER_PENDING', coupon: [300, 'HELD'], points: 200, reserved: 'HELD', stock: 'taken' },
  { id: 62, status: 'ORDER_SUCCESS', coupon: [PRICE, 'CONSUMED'], stock: 'taken' },
  { id: 63, status: 'ORDER_CANCELLED', reason: 'PAYMENT_EXPIRED', coupon: [300, 'RELEASED'], stock: 'returned' },
  { id: 64, status: 'ORDER_FAILURE', reason: 'COUPON_UNAVAILABLE', coupon: [300, 'REFUSED'], stock: 'none' },
  { id: 65, status: 'ORDER_SUCCESS', coupon: [PRICE, 'HELD'], stock: 'taken' },
  { id: 66, status: 'ORDER_CANCELLED', reason: 'PAYMENT_FAILED', coupon: [300, 'HELD'], stock: 'returned' },
  { id: 67, status: 'ORDER_BEFORE', coupon: [300, 'HELD'], stock: 'none' },
];

const values = (rows: readonly (readonly (string | number | null)[])[]): string =>
  rows
    .map((row) => `(${row.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(', ')})`)
    .join(', ');
const text = (value: string | undefined): string | null => value ?? null;
const movementsOf = ({ id, stock }: SampleOrder): [number, string, number][] => [
  ...(stock === 'none' ? [] : [[id, 'ORDER', -1] as [number, string, number]]),
  ...(stock === 'returned' ? [[id, 'CANCEL', 1] as [number, string, number]] : []),
];
/** kind, change of the balance, change of what is reserved */
const ENTRIES = {
  HELD: [['RESERVE', 0, 1]],
  REFUSED: [],
  CONSUMED: [
    ['RESERVE', 0, 1],
    ['CONSUME', -1, -1],
  ],
  RELEASED: [
    ['RESERVE', 0, 1],
    ['RELEASE', 0, -1],
  ],
} as const;

/** what payments by points have taken and given back */
const BY_PAYMENTS = [
  ['SPEND', 'PAYMENT', 8],
  ['REFUND', 'REFUND', 2],
  ['SPEND', 'PAYMENT', 10],
] as const;

function entries(): (string | number)[][] {
  let balance = 5_000;
  const rows: (string | number)[][] = [[USER, 'CHARGE', balance, 0, balance, 'CHARGE', 900]];
  for (const { id, points = 0, reserved = 'REFUSED' } of ORDERS) {
    for (const [kind, balanceSign, reservedSign] of ENTRIES[reserved]) {
      balance += balanceSign * points;
      rows.push([USER, kind, balanceSign * points, reservedSign * points, balance, 'ORDER', id]);
    }
  }
  for (const [kind, reference, id] of BY_PAYMENTS) {
    const delta = kind === 'SPEND' ? -PRICE : PRICE;
    balance += delta;
    rows.push([USER, kind, delta, 0, balance, reference, id]);
  }
  return rows;
}

const withPoints = ORDERS.filter(({ points }) => points !== undefined);
const taken = ORDERS.filter(({ stock }) => stock === 'taken').length;
const withCoupon = ORDERS.flatMap(({ id, coupon }) => (coupon === undefined ? [] : [{ id, coupon }]));
const withBenefits = ORDERS.filter(({ points, coupon }) => points !== undefined || coupon !== undefined);
const isLive = (state: BenefitState): boolean => state === 'HELD' || state === 'CONSUMED';
const hasFailed = ({ status }: SampleOrder): boolean => status === 'ORDER_FAILURE';
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const pointsOf = (state: string): number =>
  sum(withPoints.filter(({ reserved }) => reserved === state).map(({ points = 0 }) => points));

export const PAYMENT_TABLES = [
  'order_bills',
  'order_item_shares',
  'order_reservations',
  'order_receipts',
  'order_replacements',
  'order_progress',
  'payments',
  'refunds',
];

export const PAYMENT_ROWS = [
  `INSERT INTO order_progress (order_id, version, progress, progressed_at) VALUES
     (22, 1, 'SHIPPED', NOW(3)), (62, 4, 'RETURNED', NOW(3))`,
  `INSERT INTO products (product_id, name, description, price, image_url, category, deleted_at, version) VALUES
     (${PRODUCT}, 'chair', '', ${PRICE}, '', 'OTHER', NULL, 1)`,
  `INSERT INTO search_products (product_id, change_number, deleted, text, source_crc, category, created_at, price, discount, available)
     SELECT product_id, 1, FALSE, '', CRC32(CONCAT(name, '\n', description)), category, created_at, price, 0, 1
     FROM products WHERE product_id = ${PRODUCT}`,
  `INSERT INTO stocks (product_id, quantity, retired) VALUES (${PRODUCT}, ${100 - taken}, 0)`,
  `INSERT INTO stock_movements (movement_id, order_id, product_id, kind, delta) VALUES (200, NULL, ${PRODUCT}, 'INCREASE', 100)`,
  `INSERT INTO stock_movements (order_id, product_id, kind, delta) VALUES ${values(
    ORDERS.flatMap(movementsOf).map(([order, kind, delta]) => [order, PRODUCT, kind, delta]),
  )}`,
  `INSERT INTO stock_decisions (order_id, outcome, reason) VALUES ${values(
    ORDERS.filter(({ stock }) => stock !== 'none').map(({ id }) => [id, 'TAKEN', null]),
  )}`,
  `INSERT INTO orders (order_id, user_id, status, failure_reason, cancel_reason, total_count, total_price, ordered_at) VALUES ${values(
    ORDERS.map((order) => [
      ...[order.id, USER, order.status, hasFailed(order) ? text(order.reason) : null],
      ...[hasFailed(order) ? null : text(order.reason), 1, PRICE, '@now'],
    ]),
  ).replaceAll(`'@now'`, 'NOW(3)')}`,
  `INSERT INTO order_items (order_id, line, product_id, product_name, quantity, original_price, price, event_id, product_version)
     VALUES ${values(ORDERS.map(({ id }) => [id, 0, PRODUCT, 'chair', 1, PRICE, PRICE, null, 1]))}`,
  `INSERT INTO order_bills (order_id, total, discount, points, due, currency, user_coupon_id) VALUES ${values(
    ORDERS.map(({ id, points = 0, coupon = [0] }) => {
      const [discount, state] = coupon;
      return [id, PRICE, discount, points, PRICE - discount - points, 'KRW', state === undefined ? null : id];
    }),
  )}`,
  `INSERT INTO order_item_shares (order_id, line, discount, points) VALUES ${values(
    withBenefits.map(({ id, points = 0, coupon: [discount] = [0] }) => [id, 0, discount, points]),
  )}`,
  `INSERT INTO coupons (coupon_id, name, discount_type, discount_value, quantity, issued, issue_start_at, issue_end_at, valid_days)
     VALUES ${withCoupon.map(({ id, coupon: [discount] }) => `(${id}, 'coupon', 'AMOUNT', ${discount}, 1, 1, NOW(3), NOW(3), 30)`).join()}`,
  `INSERT INTO user_coupons (user_coupon_id, coupon_id, user_id, issued_at, expires_at, used, order_id) VALUES ${withCoupon
    .map(({ id, coupon: [, state] }) => {
      const use = isLive(state) ? `1, ${id}` : '0, NULL';
      return `(${id}, ${id}, ${USER}, NOW(3), NOW(3) + INTERVAL 30 DAY, ${use})`;
    })
    .join()}`,
  `INSERT INTO coupon_claims (order_id, user_coupon_id, user_id, coupon_id, state, live, discount) VALUES ${values(
    withCoupon.map(({ id, coupon: [discount, state] }) => [
      ...[id, id, USER, id, state],
      ...[isLive(state) ? 1 : null, state === 'REFUSED' ? 0 : discount],
    ]),
  )}`,
  `INSERT INTO order_reservations (order_id, user_id, reserved_until, reserve_limit) VALUES
     (21, ${USER}, NOW(3) + INTERVAL 10 MINUTE, NOW(3) + INTERVAL 30 MINUTE), (32, ${USER}, NOW(3), NOW(3)),
     (35, ${USER}, NOW(3) + INTERVAL 10 MINUTE, NOW(3) + INTERVAL 30 MINUTE),
     (61, ${USER}, NOW(3) + INTERVAL 10 MINUTE, NOW(3) + INTERVAL 30 MINUTE)`,
  `INSERT INTO order_receipts (order_id, payment_id, amount) VALUES (71, 71, 1000), (20, 1, 1000), (24, 2, 800), (26, 3, 1000), (33, 6, 1000),
     (34, 8, 1000), (60, 60, 700)`,
  `INSERT INTO order_replacements (order_id, replaces_order_id, payment_id) VALUES (24, 23, 2), (29, 30, 4)`,
  `INSERT INTO wallets (user_id, balance, reserved) VALUES (${USER}, ${5_000 - pointsOf('CONSUMED') - PRICE}, ${pointsOf('HELD')})`,
  `INSERT INTO wallet_entries (user_id, kind, balance_delta, reserved_delta, balance_after, reference, reference_id)
     VALUES ${values(entries())}`,
  `INSERT INTO wallet_reservations (order_id, user_id, amount, state) VALUES ${values(
    withPoints.map(({ id, points = 0, reserved = 'HELD' }) => [id, USER, points, reserved]),
  )}`,
  `INSERT INTO payments (payment_id, order_id, user_id, ordinal, provider, method, state, live, outcome, amount, captured,
     refund_total, currency, provider_order_id) VALUES
     (1, 20, ${USER}, 1, 'test', 'CARD', 'CAPTURED', 1, 'PAID', 1000, 1000, 0, 'KRW', 'one'),
     (2, 23, ${USER}, 1, 'test', 'CARD', 'CAPTURED', 1, 'LATE', 800, 800, 0, 'KRW', 'two'),
     (3, 26, ${USER}, 1, 'test', 'CARD', 'CAPTURED', 1, 'PAID', 1000, 1000, 1000, 'KRW', 'three'),
     (4, 30, ${USER}, 1, 'test', 'CARD', 'CAPTURED', 1, 'LATE', 1000, 1000, 0, 'KRW', 'four'),
     (5, 32, ${USER}, 1, 'test', 'CARD', 'CAPTURED', 1, NULL, 1000, 1000, 0, 'KRW', 'five'),
     (6, 33, ${USER}, 1, 'test', 'CARD', 'CAPTURED', 1, 'PAID', 1000, 1000, 0, 'KRW', 'six'),
     (7, 21, ${USER}, 1, 'test', 'CARD', 'FAILED', NULL, NULL, 800, 0, 0, 'KRW', 'seven'),
     (8, 34, ${USER}, 1, 'points', 'POINTS', 'CAPTURED', 1, 'PAID', 1000, 1000, 1000, 'KRW', 'eight'),
     (9, 35, ${USER}, 1, 'points', 'POINTS', 'FAILED', NULL, NULL, 1000, 0, 0, 'KRW', 'nine'),
     (10, 35, ${USER}, 2, 'points', 'POINTS', 'CONFIRMING', 1, NULL, 1000, 0, 0, 'KRW', 'ten'),
     (70, 70, ${USER}, 1, 'test', 'VIRTUAL_ACCOUNT', 'REVERSED', NULL, 'PAID', 1000, 1000, 0, 'KRW', 'seventy'),
     (71, 71, ${USER}, 1, 'test', 'VIRTUAL_ACCOUNT', 'REVERSED', NULL, 'PAID', 1000, 1000, 0, 'KRW', 'seventy-one'),
     (60, 60, ${USER}, 1, 'test', 'CARD', 'CAPTURED', 1, 'PAID', 700, 700, 0, 'KRW', 'sixty')`,
  `INSERT INTO wallet_spendings (payment_id, user_id, amount, outcome) VALUES (8, ${USER}, 1000, 'SPENT'),
     (9, ${USER}, 1000, 'INSUFFICIENT'), (10, ${USER}, 1000, 'SPENT')`,
  `INSERT INTO refunds (refund_id, payment_id, order_id, cause, cause_id, amount, state, mark, completed_at) VALUES
     (1, 3, 26, 'CANCELLED', 26, 1000, 'DONE', 'HD-R1', NOW(3)), (2, 8, 34, 'CANCELLED', 34, 1000, 'DONE', 'HD-R2', NOW(3))`,
  `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, attempts, due_at) VALUES
     (20, 'order.reserve-stock', 'order.placed-to-pay', '[{"orderId":27},{"orderId":29},{"orderId":67}]', 3, 'alive', 1, NOW(3)),
     (21, 'order.release-benefits', 'order.benefits-released', '[{"orderId":28},{"orderId":66}]', 2, 'alive', 1, NOW(3)),
     (22, 'order.keep-benefits', 'order.benefits-kept', '[{"orderId":31},{"orderId":65}]', 2, 'alive', 1, NOW(3)),
     (29, 'payment.settle-orders', 'payment.ended', '[{"paymentId":71,"orderId":71}]', 1, 'alive', 1, NOW(3)),
     (23, 'payment.settle-orders', 'payment.ended', '[{"paymentId":5,"orderId":32}]', 1, 'alive', 1, NOW(3)),
     (24, 'payment.refund-released', 'order.payment-released', '[{"orderId":33,"paymentId":6}]', 1, 'alive', 1, NOW(3)),
     (25, 'payment.spend-points', 'payment.points-due', '[{"paymentId":10,"orderId":35}]', 1, 'alive', 1, NOW(3))`,
];
