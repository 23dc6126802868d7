const PRODUCT = 6;
const USER = 10;

/**
 * Delivered orders with returns in every consistent state. 90 has three chairs for 1,000 each, of which points paid 300: one
 * has come back, the return of another was rejected, and is requested again. 91 was placed without payments, 92 was paid by
 * card and points; all of 91 and 92 has come back, which their events will tell stock, payment and wallet. 93 was paid by card,
 * and a part of it was paid back at the provider, so its return paid back what was left.
 */
export const RETURN_TABLES = ['shipment_returns', 'shipment_return_lines'];

export const RETURN_ROWS = [
  `INSERT INTO products (product_id, name, description, price, image_url, category, deleted_at, version) VALUES
     (${PRODUCT}, 'stool', '', 1000, '', 'OTHER', NULL, 1)`,
  `INSERT INTO search_products (product_id, change_number, deleted, text, source_crc, category, created_at, price, discount, available)
     SELECT product_id, 1, FALSE, '', CRC32(CONCAT(name, '\n', description)), category, created_at, price, 0, 1
     FROM products WHERE product_id = ${PRODUCT}`,
  `INSERT INTO stocks (product_id, quantity, retired) VALUES (${PRODUCT}, 96, 0)`,
  `INSERT INTO stock_movements (movement_id, order_id, product_id, kind, delta, return_id) VALUES
     (300, NULL, ${PRODUCT}, 'INCREASE', 100, NULL), (301, 90, ${PRODUCT}, 'ORDER', -3, NULL),
     (302, 91, ${PRODUCT}, 'ORDER', -1, NULL), (303, 92, ${PRODUCT}, 'ORDER', -1, NULL),
     (304, 93, ${PRODUCT}, 'ORDER', -1, NULL), (305, NULL, ${PRODUCT}, 'RETURN', 1, 80), (306, NULL, ${PRODUCT}, 'RETURN', 1, 85)`,
  `INSERT INTO stock_decisions (order_id, outcome, reason) VALUES (90, 'TAKEN', NULL), (91, 'TAKEN', NULL), (92, 'TAKEN', NULL),
     (93, 'TAKEN', NULL)`,
  `INSERT INTO orders (order_id, user_id, status, total_count, total_price, ordered_at) VALUES
     (90, ${USER}, 'ORDER_SUCCESS', 3, 3000, NOW(3)), (91, ${USER}, 'ORDER_SUCCESS', 1, 1000, NOW(3)),
     (92, ${USER}, 'ORDER_SUCCESS', 1, 1000, NOW(3)), (93, ${USER}, 'ORDER_SUCCESS', 1, 1000, NOW(3))`,
  `INSERT INTO order_items (order_id, line, product_id, product_name, quantity, original_price, price, event_id, product_version)
     SELECT order_id, 0, ${PRODUCT}, 'stool', total_count, 1000, 1000, NULL, 1 FROM orders WHERE order_id BETWEEN 90 AND 93`,
  `INSERT INTO order_bills (order_id, total, discount, points, due, currency, user_coupon_id) VALUES
     (90, 3000, 0, 300, 2700, 'KRW', NULL), (92, 1000, 0, 300, 700, 'KRW', NULL), (93, 1000, 0, 0, 1000, 'KRW', NULL)`,
  `INSERT INTO order_item_shares (order_id, line, discount, points) VALUES (90, 0, 0, 300), (92, 0, 0, 300)`,
  `INSERT INTO order_receipts (order_id, payment_id, amount) VALUES (90, 90, 2700), (92, 92, 700), (93, 93, 1000)`,
  `INSERT INTO payments (payment_id, order_id, user_id, ordinal, provider, method, state, live, outcome, amount, captured,
     refund_total, currency, provider_order_id) VALUES
     (90, 90, ${USER}, 1, 'test', 'CARD', 'CAPTURED', 1, 'PAID', 2700, 2700, 900, 'KRW', 'ninety'),
     (92, 92, ${USER}, 1, 'test', 'CARD', 'CAPTURED', 1, 'PAID', 700, 700, 0, 'KRW', 'ninety-two'),
     (93, 93, ${USER}, 1, 'test', 'CARD', 'CAPTURED', 1, 'PAID', 1000, 1000, 1000, 'KRW', 'ninety-three')`,
  `INSERT INTO refunds (refund_id, payment_id, order_id, cause, cause_id, amount, state, mark, completed_at) VALUES
     (90, 90, 90, 'RETURN', 80, 900, 'DONE', 'HD-R90', NOW(3)), (93, 93, 93, 'EXTERNAL', 1, 400, 'DONE', 'HD-R93', NOW(3)),
     (94, 93, 93, 'RETURN', 85, 600, 'DONE', 'HD-R94', NOW(3))`,
  `INSERT INTO wallets (user_id, balance, reserved) VALUES (${USER}, 500, 0)`,
  `INSERT INTO wallet_entries (user_id, kind, balance_delta, reserved_delta, balance_after, reference, reference_id) VALUES
     (${USER}, 'CHARGE', 1000, 0, 1000, 'CHARGE', 901), (${USER}, 'RESERVE', 0, 300, 1000, 'ORDER', 90),
     (${USER}, 'CONSUME', -300, -300, 700, 'ORDER', 90), (${USER}, 'RESERVE', 0, 300, 700, 'ORDER', 92),
     (${USER}, 'CONSUME', -300, -300, 400, 'ORDER', 92), (${USER}, 'REFUND', 100, 0, 500, 'RETURN', 80)`,
  `INSERT INTO wallet_reservations (order_id, user_id, amount, state) VALUES (90, ${USER}, 300, 'CONSUMED'),
     (92, ${USER}, 300, 'CONSUMED')`,
  `INSERT INTO shipments (order_id, user_id, state, tracking_number, courier, shipped_at, delivered_at)
     SELECT order_id, user_id, 'DELIVERED', CONCAT('T', order_id), 'courier', NOW(3), NOW(3)
     FROM orders WHERE order_id BETWEEN 90 AND 93`,
  `INSERT INTO order_progress (order_id, version, progress, progressed_at) VALUES (90, 7, 'RETURN_REQUESTED', NOW(3)),
     (91, 3, 'RETURN_REQUESTED', NOW(3)), (92, 4, 'RETURNED', NOW(3)), (93, 4, 'RETURNED', NOW(3))`,
  `INSERT INTO shipment_returns (return_id, order_id, user_id, state, open, ordinal, all_returned, payment_id, completed_at, due_at) VALUES
     (80, 90, ${USER}, 'RETURNED', NULL, 1, 0, 90, NOW(3), NULL), (81, 90, ${USER}, 'REJECTED', NULL, 2, 1, 90, NOW(3), NULL),
     (82, 90, ${USER}, 'RETURN_REQUESTED', 1, 3, 0, 90, NULL, NOW(3) - INTERVAL 9 MINUTE),
     (83, 91, ${USER}, 'RETURNED', NULL, 1, 1, NULL, NOW(3), NULL), (84, 92, ${USER}, 'RETURNED', NULL, 1, 1, 92, NOW(3), NULL),
     (85, 93, ${USER}, 'RETURNED', NULL, 1, 1, 93, NOW(3), NULL)`,
  `INSERT INTO shipment_return_lines (return_id, product_id, quantity, money, points) VALUES (80, ${PRODUCT}, 1, 900, 100),
     (81, ${PRODUCT}, 2, 1800, 200), (82, ${PRODUCT}, 1, 900, 100), (83, ${PRODUCT}, 1, 0, 0), (84, ${PRODUCT}, 1, 700, 300),
     (85, ${PRODUCT}, 1, 1000, 0)`,
  `INSERT INTO stock_returns (return_id, product_id, order_id, quantity) VALUES (80, ${PRODUCT}, 90, 1), (85, ${PRODUCT}, 93, 1)`,
  `INSERT INTO idempotency_keys (user_id, idem_key, request_hash, resource_id) VALUES (${USER}, 'return', REPEAT('x', 32), 82)`,
  `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, attempts, due_at) VALUES
     (40, 'shipping.restock-returns', 'shipping.return-completed', '[{"returnId":83},{"returnId":84}]', 2, 'alive', 1, NOW(3)),
     (41, 'payment.refund-returns', 'shipping.return-completed', '[{"returnId":83},{"returnId":84}]', 2, 'alive', 1, NOW(3)),
     (42, 'payment.give-points-of-returns-back', 'shipping.return-completed', '[{"returnId":84}]', 1, 'alive', 1, NOW(3))`,
];
