import type { Database } from '#platform/database/database';
import { PAYMENT_ROWS, PAYMENT_TABLES } from './consistent-payments';
import { RETURN_ROWS, RETURN_TABLES } from './consistent-returns';

const TABLES = [
  'products',
  'product_versions',
  'search_products',
  'stocks',
  'stock_movements',
  'stock_decisions',
  'stock_returns',
  'orders',
  'order_items',
  'order_addresses',
  'sales_by_day',
  'accounts',
  'users',
  'addresses',
  'sessions',
  'hot_deals',
  'hot_deal_items',
  'hot_deal_signals',
  'subscriptions',
  'carts',
  'cart_items',
  'wishes',
  'notifications',
  'coupons',
  'user_coupons',
  'coupon_claims',
  'wallets',
  'wallet_entries',
  'wallet_reservations',
  'wallet_spendings',
  'shipments',
  'shipping_periods',
  'idempotency_keys',
  'event_publications',
  'instances',
  ...PAYMENT_TABLES,
  ...RETURN_TABLES,
];

/**
 * A small shop with orders in every consistent state. Orders: 1 succeeded and is counted (one shard of the shop's sales is
 * below zero), 2 failed, 3 was cancelled and its units were
 * returned, 4 was cancelled before the stock decision, 5 is undecided. 6 and 7 were cancelled, and the return of their units
 * (6) or the stock decision (7) is due; so are those of 8 and 9 by their completion. 3 was not shipped, 22 is on its way, 62
 * has come back. Shipping has been switched on again since.
 */
const ROWS = [
  `INSERT INTO products (product_id, name, description, price, image_url, category, deleted_at, version) VALUES
     (1, 'lamp', '', 1000, '', 'OTHER', NULL, 3), (2, 'sofa', '', 1000, '', 'OTHER', NULL, 1),
     (3, 'gone', '', 1000, '', 'OTHER', NOW(3), 2), (4, 'just deleted', '', 1000, '', 'OTHER', NOW(3), 1)`,
  `INSERT INTO product_versions (product_id, version, name, description, price, image_url, category, updated_at, replaced_at)
     VALUES (1, 1, 'old lamp', '', 1000, '', 'OTHER', NOW(3), NOW(3)), (1, 2, 'lamp', '', 900, '', 'OTHER', NOW(3), NOW(3)),
     (3, 1, 'going', '', 1000, '', 'OTHER', NOW(3), NOW(3))`,
  `INSERT INTO search_products (product_id, change_number, deleted, text, source_crc, category, created_at, price, discount, available)
     SELECT product_id, 1, deleted_at IS NOT NULL, '', CRC32(CONCAT(name, '\n', description)), category, created_at, price, 0, product_id < 3
     FROM products WHERE product_id < 4`,
  `UPDATE search_fill SET below_product_id = 0`,
  `INSERT INTO stocks (product_id, quantity, retired) VALUES (1, 7, 0), (2, 8, 0), (3, 0, 1)`,
  `INSERT INTO stock_movements (movement_id, order_id, product_id, kind, delta) VALUES
     (1, NULL, 1, 'INCREASE', 12), (2, NULL, 1, 'RESET', -2), (3, NULL, 2, 'INCREASE', 10), (4, 1, 1, 'ORDER', -2),
     (5, 1, 2, 'ORDER', -1), (6, 3, 1, 'ORDER', -1), (7, 3, 1, 'CANCEL', 1), (8, 6, 1, 'ORDER', -1),
     (9, 8, 2, 'ORDER', -1)`,
  `INSERT INTO stock_decisions (order_id, outcome, reason) VALUES (1, 'TAKEN', NULL), (2, 'REFUSED', 'INSUFFICIENT_STOCK'),
     (3, 'TAKEN', NULL), (4, 'REFUSED', 'ORDER_CANCELLED'), (6, 'TAKEN', NULL), (8, 'TAKEN', NULL)`,
  `INSERT INTO orders (order_id, user_id, status, failure_reason, total_count, total_price, ordered_at) VALUES
     (1, 1, 'ORDER_SUCCESS', NULL, 3, 2800, NOW(3) - INTERVAL 1 DAY),
     (2, 1, 'ORDER_FAILURE', 'INSUFFICIENT_STOCK', 50, 50000, NOW(3) - INTERVAL 1 DAY),
     (3, 1, 'ORDER_CANCELLED', NULL, 1, 1000, NOW(3) - INTERVAL 1 DAY),
     (4, 1, 'ORDER_CANCELLED', NULL, 1, 1000, NOW(3) - INTERVAL 1 DAY),
     (5, 1, 'ORDER_BEFORE', NULL, 1, 1000, NOW(3)), (6, 1, 'ORDER_CANCELLED', NULL, 1, 1000, NOW(3)),
     (7, 1, 'ORDER_CANCELLED', NULL, 1, 1000, NOW(3)),
     (8, 1, 'ORDER_CANCELLED', NULL, 1, 1000, NOW(3)), (9, 1, 'ORDER_CANCELLED', NULL, 1, 1000, NOW(3))`,
  `INSERT INTO order_items (order_id, line, product_id, product_name, quantity, original_price, price, event_id) VALUES
     (1, 0, 1, 'lamp', 2, 1000, 900, 1), (1, 1, 2, 'sofa', 1, 1000, 1000, NULL), (2, 0, 1, 'lamp', 50, 1000, 1000, NULL),
     (3, 0, 1, 'lamp', 1, 1000, 1000, NULL), (4, 0, 1, 'lamp', 1, 1000, 1000, NULL), (5, 0, 1, 'lamp', 1, 1000, 1000, NULL),
     (6, 0, 1, 'lamp', 1, 1000, 1000, NULL), (7, 0, 1, 'lamp', 1, 1000, 1000, NULL), (8, 0, 2, 'sofa', 1, 1000, 1000, NULL),
     (9, 0, 1, 'lamp', 1, 1000, 1000, NULL)`,
  // Order 4 is one of the release before, which named no versions.
  `UPDATE order_items SET product_version = IF(product_id = 1, IF(order_id = 1, 2, 3), 1) WHERE order_id <> 4`,
  `UPDATE orders SET sold_on = '2026-01-01' WHERE order_id = 1`,
  `INSERT INTO sales_by_day (sold_on, product_id, shard, units, orders, revenue) VALUES ('2026-01-01', 0, 2, 4, 2, 3800),
     ('2026-01-01', 0, 9, -1, -1, -1000), ('2026-01-01', 1, 0, 2, 1, 1800), ('2026-01-01', 2, 0, 1, 1, 1000),
     ('2026-01-02', 1, 0, 0, 0, 0)`,
  `INSERT INTO accounts (account_id, email, name, role, status, version, password_hash) VALUES
     (1, 'one@example.com', 'one', 'USER', 'ACTIVE', 2, ''), (2, 'two@example.com', 'two', 'USER', 'WITHDRAWN', 3, ''),
     (3, NULL, '', 'USER', 'ROLLED_BACK', 2, ''), (4, 'four@example.com', 'four', 'USER', 'PENDING', 1, ''),
     (5, 'five@example.com', 'five', 'ADMIN', 'ACTIVE', 4, ''), (6, 'six@example.com', 'six', 'USER', 'WITHDRAWN', 3, ''),
     (7, NULL, '', 'USER', 'ROLLED_BACK', 2, '')`,
  `INSERT INTO users (user_id, email, name, role, state, version) VALUES (1, 'one@example.com', 'one', 'USER', 'LIVE', 1),
     (2, 'two@example.com', 'two', 'USER', 'WITHDRAWN', 3), (3, '', '', 'USER', 'REMOVED', 2),
     (5, 'five@example.com', 'five', 'ADMIN', 'WITHDRAWN', 3), (6, 'six@example.com', 'six', 'USER', 'LIVE', 1),
     (7, 'seven@example.com', 'seven', 'USER', 'LIVE', 1)`,
  `INSERT INTO sessions (session_id, account_id, generation, rotated_at, revoked_at, expires_at) VALUES
     ('fresh', 1, 0, NULL, NULL, NOW(3) + INTERVAL 1 DAY), ('used', 1, 3, NOW(3), NULL, NOW(3) + INTERVAL 1 DAY),
     ('revoked', 2, 0, NULL, NOW(3), NOW(3) + INTERVAL 1 DAY), ('expired', 2, 0, NULL, NULL, NOW(3) - INTERVAL 1 HOUR)`,
  `INSERT INTO hot_deals (event_id, event_type, discount, duration, start_at, end_at, product_count, announced, created_at) VALUES
     (1, 'HOT_DEAL', 10, 1, '2026-01-01 00:00:00', '2026-01-02 00:00:00', 2, 'ENDED', '2025-12-31 00:00:00'),
     (2, 'HOT_DEAL', 10, 1, '2026-01-01 00:00:00', NOW(3) + INTERVAL 1 DAY, 0, 'CREATED', NOW(3)),
     (3, 'HOT_DEAL', 10, 1, '2026-01-01 00:00:00', '2026-01-02 00:00:00', 0, 'CREATED', NOW(3))`,
  `INSERT INTO hot_deal_items
     (event_id, product_id, discount, duration, original_price, discount_price, start_at, end_at) VALUES
     (1, 1, 10, 1, 1000, 900, '2026-01-01 00:00:00', '2026-01-02 00:00:00'),
     (1, 2, 10, 1, 1, 1, '2026-01-01 00:00:00', '2026-01-02 00:00:00')`,
  `INSERT INTO hot_deal_signals (seq, event_id, kind, payload) VALUES
     (1, 1, 'new-hot-deal', '{}'), (2, 1, 'hot-deal-opened', '{}'), (3, 1, 'hot-deal-ended', '{}'),
     (4, 2, 'new-hot-deal', '{}'), (5, 3, 'new-hot-deal', '{}')`,
  `REPLACE INTO hot_deal_signal_counter (id, last_seq) VALUES (1, 5)`,
  `INSERT INTO subscriptions (user_id, product_id) VALUES (1, 1)`,
  `INSERT INTO addresses (address_id, user_id, address_sealed, is_default)
     VALUES (1, 6, X'01', 1), (2, 6, X'01', NULL), (3, 7, X'01', 1)`,
  `UPDATE id_blocks SET next_id = 4 WHERE name = 'addresses'`,
  `INSERT INTO order_addresses (order_id, address_sealed) VALUES (1, X'01')`,
  `INSERT INTO carts (user_id, version) VALUES (1, 2)`,
  `INSERT INTO cart_items (user_id, product_id, quantity, price_seen, version) VALUES (1, 1, 1, 900, 1), (1, 3, 2, 1000, 2)`,
  `INSERT INTO wishes (user_id, product_id) VALUES (1, 2), (1, 3)`,
  `INSERT INTO notifications
     (notification_id, user_id, event_id, product_id, product_name, original_price, discount_price, event_discount)
     VALUES (1, 1, 1, 1, 'lamp', 1000, 900, 10)`,
  `INSERT INTO coupons (coupon_id, name, discount_type, discount_value, quantity, issued, issue_start_at, issue_end_at, valid_days)
     VALUES (1, 'coupon', 'AMOUNT', 100, 10, 3, NOW(3) - INTERVAL 1 DAY, NOW(3) + INTERVAL 1 DAY, 30),
            (40, 'none issued', 'RATE', 10, 10, 0, NOW(3) - INTERVAL 1 DAY, NOW(3) + INTERVAL 1 DAY, 30)`,
  `INSERT INTO user_coupons (user_coupon_id, coupon_id, user_id, issued_at, expires_at, used, order_id) VALUES
     (1, 1, 1, NOW(3), NOW(3) + INTERVAL 30 DAY, 1, 1), (2, 1, 2, NOW(3), NOW(3) + INTERVAL 30 DAY, 0, NULL),
     (3, 1, 3, NOW(3), NOW(3) - INTERVAL 1 DAY, 0, NULL)`,
  `INSERT INTO coupon_claims (order_id, user_coupon_id, user_id, coupon_id, state, live, discount) VALUES
     (1, 1, 1, 1, 'CONSUMED', 1, 100), (2, 1, 1, 1, 'REFUSED', NULL, 0), (3, 1, 1, 1, 'RELEASED', NULL, 100)`,
  `INSERT INTO wallets (user_id, balance, reserved) VALUES (1, 5000, 300), (2, 1040, 0), (3, 0, 0)`,
  `INSERT INTO wallet_entries
     (entry_id, user_id, kind, balance_delta, reserved_delta, balance_after, reference, reference_id) VALUES
     (1, 1, 'CHARGE', 6000, 0, 6000, 'CHARGE', 1), (2, 1, 'RESERVE', 0, 300, 6000, 'ORDER', 1),
     (3, 1, 'CONSUME', -300, -300, 5700, 'ORDER', 1), (4, 1, 'RESERVE', 0, 500, 5700, 'ORDER', 3),
     (5, 1, 'RELEASE', 0, -500, 5700, 'ORDER', 3), (6, 1, 'RESERVE', 0, 200, 5700, 'ORDER', 4),
     (7, 1, 'CONSUME', -200, -200, 5500, 'ORDER', 4), (8, 1, 'REFUND', 200, 0, 5700, 'ORDER', 4),
     (9, 1, 'RESERVE', 0, 300, 5700, 'ORDER', 5), (10, 1, 'ADJUST', -800, 0, 4900, 'ADMIN', 1),
     (11, 1, 'ADJUST', 100, 0, 5000, 'ADMIN', 2), (12, 2, 'CHARGE', 1000, 0, 1000, 'CHARGE', 500),
     (13, 2, 'ADJUST', 40, 0, 1040, 'ADMIN', 3)`,
  `INSERT INTO wallet_reservations (order_id, user_id, amount, state) VALUES (1, 1, 300, 'CONSUMED'), (2, 1, 9000, 'REFUSED'),
     (3, 1, 500, 'RELEASED'), (4, 1, 200, 'RELEASED'), (5, 1, 300, 'HELD')`,
  `INSERT INTO shipping_periods (began_at, ended_at, open) VALUES (NOW(3) - INTERVAL 3 DAY, NOW(3) - INTERVAL 2 DAY, NULL),
     (NOW(3) + INTERVAL 1 SECOND, NULL, 1)`,
  `INSERT INTO idempotency_keys (user_id, idem_key, request_hash, resource_id) VALUES
     (1, 'order', REPEAT('x', 32), 7), (1, 'product', REPEAT('x', 32), 4), (1, 'deal', REPEAT('x', 32), 1),
     (5, 'coupon', REPEAT('x', 32), 40), (2, 'charge', REPEAT('x', 32), 500)`,
  `INSERT INTO instances (id, alive_until) VALUES ('alive', NOW(3) + INTERVAL 1 HOUR), ('dead', NOW(3) - INTERVAL 20 SECOND)`,
  `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, attempts, due_at) VALUES
     (1, 'order.take-stock', 'order.placed', '[{"orderId":5},{"orderId":8},{"orderId":9}]', 3, 'alive', 1, NOW(3)),
     (2, 'order.give-stock-back', 'order.released', '[{"orderId":99},{"orderId":6},{"orderId":7}]', 3, 'alive', 1, NOW(3)),
     (3, 'auth.restore-profile', 'auth.account-restored', '[{"userId":5}]', 1, '', 0, NOW(3)),
     (4, 'auth.withdraw-profile', 'auth.account-withdrawn', '[{"userId":6}]', 1, '', 0, NOW(3)),
     (5, 'stock.retire', 'product.deleted', '[{"productId":4}]', 1, '', 0, NOW(3)),
     (6, 'notification.notify', 'event.created', 'no JSON', 1, 'alive', 1, NOW(3) - INTERVAL 5 MINUTE),
     (7, 'notification.notify', 'event.created', '[]', 1, 'dead', 1, NOW(3) - INTERVAL 5 MINUTE),
     (8, 'auth.roll-back-overdue-sign-up', 'auth.sign-up-begun', '[{"accountId":4}]', 1, '', 0, NOW(3) + INTERVAL 9 SECOND),
     (9, 'auth.remove-profile', 'auth.sign-up-rolled-back', '[{"userId":7}]', 1, '', 0, NOW(3))`,
  ...PAYMENT_ROWS,
  `INSERT INTO shipments (order_id, user_id, state, tracking_number, courier, shipped_at, delivered_at) VALUES
     (3, 1, 'CANCELLED', 'A', 'courier', NULL, NULL), (22, 9, 'SHIPPED', 'B', 'courier', NOW(3), NULL),
     (62, 9, 'DELIVERED', 'C', 'courier', NOW(3), NOW(3))`,
  ...RETURN_ROWS,
  `UPDATE id_blocks SET next_id = 1000`,
];

/** Replaces all rows by consistent ones. */
export async function fillConsistentDatabase(database: Database): Promise<void> {
  for (const table of TABLES) await database.execute(`DELETE FROM ${table}`);
  for (const statement of ROWS) await database.execute(statement);
}
