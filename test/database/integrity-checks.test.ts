import type { DataSource } from 'typeorm';
import { runChecks } from '#platform/integrity/run-checks';
import { openDataSource } from '#platform/database/data-source';
import { Database } from '#platform/database/database';
import { integrityChecks } from '../../src/integrity-checks';
import { schema } from '../../src/schema';
import { configFor, createScheme, dropScheme } from '../support/scheme';
import { fillConsistentDatabase } from '../support/consistent-database';

/** What is done to sound data, and every row that the checks must name for it. */
const PAUSED = `INSERT INTO poller_leases (name, owner, leased_until)
  VALUES ('order.expire-reservations/pause', '', NOW(3) - INTERVAL ? SECOND)
  ON DUPLICATE KEY UPDATE leased_until = VALUES(leased_until)`;

type Planted = readonly [what: string, found: readonly string[], ...statements: string[]];

const SALES: readonly Planted[] = [
  ...(['units', 'orders', 'revenue'] as const).flatMap((figure): Planted[] => [
    [
      `the ${figure} of a product are counted wrongly`,
      ['sale.counted 1'],
      `UPDATE sales_by_day SET ${figure} = ${figure} + 1 WHERE product_id = 1 AND sold_on = '2026-01-01'`,
    ],
    [
      `one shard of the ${figure} of the whole shop is counted wrongly`,
      ['sale.counted 0'],
      `UPDATE sales_by_day SET ${figure} = ${figure} + 1 WHERE product_id = 0 AND shard = 9`,
    ],
  ]),
  ['a product is counted on no day', ['sale.counted 2'], 'DELETE FROM sales_by_day WHERE product_id = 2'],
  [
    'an order is counted on another day than its own',
    ['sale.counted 0', 'sale.counted 0', 'sale.counted 1', 'sale.counted 1', 'sale.counted 2', 'sale.counted 2'],
    `UPDATE orders SET sold_on = '2026-01-02' WHERE order_id = 1`,
  ],
  [
    'no order is counted, because an earlier release completed all of them, which is allowed',
    [],
    'UPDATE orders SET sold_on = NULL',
    'DELETE FROM sales_by_day',
  ],
  [
    'a publication has lost one of its orders',
    ['order.undecided 5'],
    `UPDATE event_publications SET payload = '[{"orderId":8},{"orderId":9}]' WHERE id = 1`,
  ],
  [
    'cancels alone brought a stock above its limit, which is allowed',
    [],
    `INSERT INTO stock_movements (order_id, product_id, kind, delta) VALUES (6, 1, 'CANCEL', 1), (NULL, 1, 'INCREASE', 999999994)`,
    'UPDATE stocks SET quantity = 1000000002 WHERE product_id = 1',
  ],
  [
    'an order moved nothing',
    ['sale.taken 1', 'stock.movement 5', 'stock.quantity 2'],
    'UPDATE stock_movements SET delta = 0 WHERE movement_id = 5',
  ],
  [
    'an order’s movement has lost its order',
    ['sale.lines 1', 'sale.taken 1', 'stock.movement 5'],
    'UPDATE stock_movements SET order_id = NULL WHERE movement_id = 5',
  ],
  [
    'a line is dearer without a deal',
    ['order.line 4', 'order.totals 4'],
    'UPDATE order_items SET price = 1001 WHERE order_id = 4',
  ],
  [
    'an order that awaits its payment has lost its units',
    [
      'benefit.coupon 1',
      'benefit.points 1',
      'reservation.pending 1',
      'sale.counted 0',
      'sale.counted 1',
      'sale.counted 2',
      'sale.kept 1',
      'sale.taken 1',
    ],
    `UPDATE orders SET status = 'ORDER_PENDING' WHERE order_id = 1`,
    `INSERT INTO stock_movements (order_id, product_id, kind, delta) VALUES (1, 1, 'CANCEL', 2)`,
    'UPDATE stocks SET quantity = 9 WHERE product_id = 1',
    `UPDATE order_items SET quantity = 2 WHERE order_id = 1 AND line = 1`,
    `UPDATE orders SET total_count = 4, total_price = 3800 WHERE order_id = 1`,
  ],
  [
    'an order awaits payment although its stock was refused',
    ['benefit.coupon 2', 'benefit.points 2', 'reservation.pending 2', 'sale.decision 2', 'sale.taken 2'],
    `UPDATE orders SET status = 'ORDER_PENDING', failure_reason = NULL WHERE order_id = 2`,
  ],
  [
    'units came back with two returns, and one of them brought its stock above its limit, which is allowed, but neither return exists',
    ['return.restocked 1', 'return.restocked 2', 'return.restocked 2'],
    `INSERT INTO stock_returns (return_id, product_id, order_id, quantity) VALUES (1, 1, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1)`,
    `INSERT INTO stock_movements (return_id, product_id, kind, delta)
     VALUES (1, 1, 'RETURN', 1), (2, 1, 'RETURN', 1), (2, 2, 'RETURN', 1)`,
    `INSERT INTO stock_movements (product_id, kind, delta) VALUES (2, 'INCREASE', 999999992)`,
    'UPDATE stocks SET quantity = IF(product_id = 1, 9, 1000000001) WHERE product_id < 3',
  ],
  [
    'a return has no movement',
    ['return.restocked 1', 'stock.returned 1'],
    'INSERT INTO stock_returns (return_id, product_id, order_id, quantity) VALUES (1, 1, 1, 1)',
  ],
  [
    'a return has two movements',
    ['return.restocked 1', 'stock.quantity 1', 'stock.returned 1'],
    'INSERT INTO stock_returns (return_id, product_id, order_id, quantity) VALUES (1, 1, 1, 1)',
    `INSERT INTO stock_movements (return_id, product_id, kind, delta) VALUES (1, 1, 'RETURN', 1), (1, 1, 'RETURN', 1)`,
  ],
  [
    'more units came back than were ordered',
    ['return.restocked 1', 'return.restocked 2', 'stock.quantity 2', 'stock.returned 1', 'stock.returned 2'],
    'INSERT INTO stock_returns (return_id, product_id, order_id, quantity) VALUES (1, 2, 1, 1), (2, 2, 1, 1)',
    `INSERT INTO stock_movements (return_id, product_id, kind, delta) VALUES (1, 2, 'RETURN', 1), (2, 2, 'RETURN', 1)`,
  ],
  [
    'units came back with a return that is not known',
    ['stock.movement 10', 'stock.quantity 2'],
    `INSERT INTO stock_movements (movement_id, return_id, product_id, kind, delta) VALUES (10, 1, 2, 'RETURN', 1)`,
  ],
  [
    'a return took units, names no return, or an order as well',
    [
      'return.restocked 1',
      'return.restocked 2',
      'stock.movement 10',
      'stock.movement 11',
      'stock.movement 12',
      'stock.quantity 1',
    ],
    'INSERT INTO stock_returns (return_id, product_id, order_id, quantity) VALUES (1, 2, 1, 1), (2, 1, 1, 1)',
    `INSERT INTO stock_movements (movement_id, order_id, return_id, product_id, kind, delta)
     VALUES (10, NULL, 1, 2, 'RETURN', -1), (11, NULL, NULL, 2, 'RETURN', 1), (12, 1, 2, 1, 'RETURN', 1)`,
  ],
  [
    'a movement of an administrator names a return',
    ['stock.movement 3'],
    'UPDATE stock_movements SET return_id = 1 WHERE movement_id = 3',
  ],
  [
    'a stock without a limit has another quantity than its movements say, which is allowed',
    [],
    'UPDATE stocks SET quantity = 1000000000, unlimited = 1 WHERE product_id = 1',
  ],
  ['a stock without a limit has one', ['stock.limits 1'], 'UPDATE stocks SET unlimited = 1 WHERE product_id = 1'],
  ['a counter is corrupted', ['stock.quantity 1'], 'UPDATE stocks SET quantity = 8 WHERE product_id = 1'],
  ['a counter without movements is not 0', ['stock.quantity 3'], 'UPDATE stocks SET quantity = 1 WHERE product_id = 3'],
  [
    'a movement is missing',
    ['sale.lines 1', 'sale.taken 1', 'stock.quantity 2'],
    'DELETE FROM stock_movements WHERE movement_id = 5',
  ],
  [
    'an administrator increased a stock above its limit',
    ['stock.limits 2'],
    `INSERT INTO stock_movements (product_id, kind, delta) VALUES (2, 'INCREASE', 999999993)`,
    'UPDATE stocks SET quantity = 1000000001 WHERE product_id = 2',
  ],
  ['a stock is gone', ['search.available 2', 'stock.row 2'], 'DELETE FROM stocks WHERE product_id = 2'],
  [
    'a decision has lost its movements, also those of the release',
    ['sale.lines 3', 'stock.decision 3'],
    'DELETE FROM stock_movements WHERE order_id = 3',
  ],
  ['a refusal has no reason', ['stock.decision 4'], 'UPDATE stock_decisions SET reason = NULL WHERE order_id = 4'],
  [
    'a taken decision has a failure reason',
    ['stock.decision 1'],
    `UPDATE stock_decisions SET reason = 'PRODUCT_UNAVAILABLE' WHERE order_id = 1`,
  ],
  [
    'an order moved without a decision',
    ['sale.released 4', 'stock.movement 10', 'stock.quantity 1'],
    `INSERT INTO stock_movements (movement_id, order_id, product_id, kind, delta) VALUES (10, 4, 1, 'ORDER', -1)`,
  ],
  [
    'an order added units',
    ['sale.taken 1', 'stock.movement 5', 'stock.quantity 2'],
    'UPDATE stock_movements SET delta = 1 WHERE movement_id = 5',
  ],
  [
    'a movement of an administrator names an order',
    ['stock.movement 1'],
    'UPDATE stock_movements SET order_id = 1 WHERE movement_id = 1',
  ],
  [
    'an increase removed units',
    ['stock.movement 3', 'stock.quantity 2'],
    'UPDATE stock_movements SET delta = -10 WHERE movement_id = 3',
  ],
  [
    'a cancel released units that were never taken',
    ['stock.movement 10', 'stock.quantity 2'],
    `INSERT INTO stock_movements (movement_id, order_id, product_id, kind, delta) VALUES (10, 3, 2, 'CANCEL', 1)`,
  ],
  [
    'an order is undecided for over a minute',
    ['order.undecided 5'],
    'UPDATE orders SET ordered_at = NOW(3) - INTERVAL 61 SECOND WHERE order_id = 5',
  ],
  [
    'no publication is left to decide an order or to release its units',
    ['order.undecided 5', 'sale.decision 9', 'sale.released 8'],
    'DELETE FROM event_publications WHERE id = 1',
  ],
  [
    'a completion that is a dead letter leaves its order undecided',
    ['publication.dead-letter 1', 'order.undecided 5', 'sale.decision 9', 'sale.released 8'],
    `UPDATE event_publications SET state = 'DEAD_LETTER', owner = '' WHERE id = 1`,
    'UPDATE orders SET ordered_at = NOW(3) - INTERVAL 61 SECOND WHERE order_id = 5',
  ],
  [
    'a total counts otherwise',
    ['order.totals 1', 'sale.counted 0'],
    'UPDATE orders SET total_count = 4 WHERE order_id = 1',
  ],
  [
    'a total is priced otherwise',
    ['order.totals 1', 'sale.counted 0'],
    'UPDATE orders SET total_price = 2801 WHERE order_id = 1',
  ],
  ['an order has lost its lines', ['order.totals 2'], 'DELETE FROM order_items WHERE order_id = 2'],
  [
    'a line belongs to no order',
    ['order.line 50'],
    `INSERT INTO order_items (order_id, line, product_id, product_name, quantity, original_price, price)
     VALUES (50, 0, 1, 'lamp', 1, 1000, 1000)`,
  ],
  [
    'a line of a deal is dearer than the ordinary price',
    ['order.line 1', 'order.totals 1', 'sale.counted 1', 'sale.deal 1'],
    'UPDATE order_items SET price = 1001 WHERE order_id = 1 AND line = 0',
  ],
  [
    'a line is cheaper without a deal',
    ['order.line 4', 'order.totals 4'],
    'UPDATE order_items SET price = 999 WHERE order_id = 4',
  ],
  ['a line has no units', ['order.line 4', 'order.totals 4'], 'UPDATE order_items SET quantity = 0 WHERE order_id = 4'],
  [
    'a line has no price',
    ['order.line 4', 'order.totals 4'],
    'UPDATE order_items SET price = 0, original_price = 0 WHERE order_id = 4',
  ],
  [
    'a cancelled order has a failure reason',
    ['order.reason 3'],
    `UPDATE orders SET failure_reason = 'PRODUCT_UNAVAILABLE' WHERE order_id = 3`,
  ],
  [
    'a failed order has no reason',
    ['order.reason 2', 'sale.decision 2'],
    'UPDATE orders SET failure_reason = NULL WHERE order_id = 2',
  ],
  ['ids of orders would be used again', ['order.id 93'], `UPDATE id_blocks SET next_id = 93 WHERE name = 'orders'`],
  [
    'an order holds less than it ordered',
    ['sale.taken 1', 'stock.quantity 1'],
    'UPDATE stock_movements SET delta = -1 WHERE movement_id = 4',
  ],
  [
    'a successful order has given back its units',
    ['sale.kept 1'],
    `INSERT INTO stock_movements (order_id, product_id, kind, delta) VALUES (1, 2, 'CANCEL', 1)`,
    'UPDATE stocks SET quantity = 9 WHERE product_id = 2',
  ],
  [
    'a cancelled order was never released',
    ['sale.released 3', 'stock.quantity 1'],
    'DELETE FROM stock_movements WHERE movement_id = 7',
  ],
  [
    'no publication is left to release a cancelled order',
    ['sale.decision 7', 'sale.released 6'],
    'DELETE FROM event_publications WHERE id = 2',
  ],
  [
    'the release of a cancelled order is a dead letter',
    ['publication.dead-letter 2', 'sale.decision 7', 'sale.released 6'],
    `UPDATE event_publications SET state = 'DEAD_LETTER', owner = '' WHERE id = 2`,
  ],
  [
    'an order took a product that it has no line of',
    ['sale.lines 3'],
    `INSERT INTO stock_movements (order_id, product_id, kind, delta) VALUES (3, 2, 'ORDER', -1), (3, 2, 'CANCEL', 1)`,
  ],
  [
    'an order is successful although the stock refused it',
    ['benefit.coupon 2', 'benefit.points 2', 'sale.decision 2', 'sale.taken 2'],
    `UPDATE orders SET status = 'ORDER_SUCCESS', failure_reason = NULL WHERE order_id = 2`,
  ],
  [
    'an order has another failure reason than its decision',
    ['sale.decision 2'],
    `UPDATE stock_decisions SET reason = 'PRODUCT_UNAVAILABLE' WHERE order_id = 2`,
  ],
  [
    'an order failed though its stock was taken',
    [
      'benefit.coupon 1',
      'benefit.points 1',
      'sale.counted 0',
      'sale.counted 1',
      'sale.counted 2',
      'sale.decision 1',
      'sale.released 1',
      'sale.released 1',
    ],
    `UPDATE orders SET status = 'ORDER_FAILURE', failure_reason = 'INSUFFICIENT_STOCK' WHERE order_id = 1`,
  ],
  [
    'a decision belongs to no order',
    ['sale.order 50'],
    `INSERT INTO stock_decisions (order_id, outcome, reason) VALUES (50, 'REFUSED', 'ORDER_CANCELLED')`,
  ],
  [
    'a line has a price that no deal had',
    ['sale.deal 1'],
    'UPDATE hot_deal_items SET original_price = 1001 WHERE event_id = 1 AND product_id = 1',
    'UPDATE notifications SET original_price = 1001',
  ],
  ['a line has a deal that does not exist', ['sale.deal 1'], 'UPDATE order_items SET event_id = 9 WHERE event_id = 1'],
];

const REST: readonly Planted[] = [
  [
    'an active account has lost its e-mail',
    ['account.email 1', 'profile.account 1'],
    'UPDATE accounts SET email = NULL WHERE account_id = 1',
  ],
  [
    'a session was rotated but has generation 0',
    ['login.generation fresh'],
    `UPDATE sessions SET rotated_at = NOW(3) WHERE session_id = 'fresh'`,
  ],
  [
    'a deal has lost all its products',
    ['event.items 1', 'notification.deal 1', 'sale.deal 1'],
    'DELETE FROM hot_deal_items',
  ],
  [
    'a deal has more products than it counts',
    ['event.items 1'],
    `INSERT INTO hot_deal_items SELECT event_id, 3, discount, duration, original_price, discount_price, start_at, end_at, product_deleted
     FROM hot_deal_items WHERE product_id = 2`,
  ],
  [
    'the counter of signals is missing',
    [
      'event.signal-number 1',
      'event.signal-number 2',
      'event.signal-number 3',
      'event.signal-number 4',
      'event.signal-number 5',
    ],
    'DELETE FROM hot_deal_signal_counter',
  ],
  [
    'the retirement of a deleted product is a dead letter',
    ['publication.dead-letter 5', 'product.retired 4'],
    `UPDATE event_publications SET state = 'DEAD_LETTER' WHERE id = 5`,
  ],
  ['no publication is left to remove a profile', ['profile.account 7'], 'DELETE FROM event_publications WHERE id = 9'],
  [
    'a sign-up was never completed',
    ['account.sign-up 4'],
    'UPDATE accounts SET created_at = NOW(3) - INTERVAL 61 SECOND WHERE account_id = 4',
  ],
  [
    'a sign-up that was rolled back kept the e-mail',
    ['account.email 3'],
    `UPDATE accounts SET email = 'three@example.com' WHERE account_id = 3`,
  ],
  ['ids of accounts would be used again', ['account.id 7'], `UPDATE id_blocks SET next_id = 7 WHERE name = 'accounts'`],
  [
    'a session was never rotated but has generation 1',
    ['login.generation fresh'],
    `UPDATE sessions SET generation = 1 WHERE session_id = 'fresh'`,
  ],
  [
    'a withdrawn account has a live session',
    ['login.account revoked'],
    `UPDATE sessions SET revoked_at = NULL WHERE session_id = 'revoked'`,
  ],
  ['an active account has no profile', ['profile.account 1'], 'DELETE FROM users WHERE user_id = 1'],
  ['a profile has another e-mail', ['profile.account 1'], `UPDATE users SET email = 'x@example.com' WHERE user_id = 1`],
  ['a profile has another name', ['profile.account 1'], `UPDATE users SET name = 'x' WHERE user_id = 1`],
  ['a profile has another role', ['profile.account 1'], `UPDATE users SET role = 'ADMIN' WHERE user_id = 1`],
  ['a withdrawn account is shown', ['profile.account 2'], `UPDATE users SET state = 'LIVE' WHERE user_id = 2`],
  ['a rolled back account is shown', ['profile.account 3'], `UPDATE users SET state = 'LIVE' WHERE user_id = 3`],
  ['no publication is left to restore a profile', ['profile.account 5'], 'DELETE FROM event_publications WHERE id = 3'],
  [
    'the hiding of a profile is a dead letter',
    ['publication.dead-letter 4', 'profile.account 6'],
    `UPDATE event_publications SET state = 'DEAD_LETTER' WHERE id = 4`,
  ],
  [
    'a profile belongs to no account',
    ['profile.owner 50'],
    `INSERT INTO users (user_id, email, name, role, state, version) VALUES (50, '', '', 'USER', 'LIVE', 1)`,
  ],
  ['a user has addresses, but no default one', ['user.addresses 6'], 'DELETE FROM addresses WHERE address_id = 1'],
  [
    'a user has eleven addresses',
    ['user.addresses 6'],
    ...Array.from(
      { length: 9 },
      (_, index) => `INSERT INTO addresses (address_id, user_id, address_sealed) VALUES (${-index}, 6, X'01')`,
    ),
  ],
  [
    'a withdrawn profile has an address',
    ['user.addresses 2'],
    `INSERT INTO addresses (address_id, user_id, address_sealed, is_default) VALUES (0, 2, X'01', 1)`,
  ],
  ['an address is readable', ['user.address 2'], `UPDATE addresses SET address_sealed = '{}' WHERE address_id = 2`],
  [
    'an address has an id that is still to be assigned',
    ['user.address 3'],
    `UPDATE id_blocks SET next_id = 3 WHERE name = 'addresses'`,
  ],
  ['the address of an order is readable', ['order.address 1'], `UPDATE order_addresses SET address_sealed = '{}'`],
  [
    'an address is kept for no order',
    ['order.address 99'],
    `INSERT INTO order_addresses (order_id, address_sealed) VALUES (99, X'01')`,
  ],
  ['a deal has lost a product', ['event.items 1'], 'DELETE FROM hot_deal_items WHERE product_id = 2'],
  [
    'a deal does not count a product that is marked as deleted',
    ['event.items 1'],
    'UPDATE hot_deal_items SET product_deleted = 1 WHERE product_id = 2',
  ],
  [
    'a deal counts a deleted product that is not marked',
    ['event.items 1'],
    'UPDATE hot_deals SET deleted_product_count = 1 WHERE event_id = 1',
  ],
  [
    'a product in a deal has another window than the deal',
    ['event.items 1'],
    'UPDATE hot_deal_items SET end_at = NOW(3) WHERE product_id = 2',
  ],
  [
    'a product in a deal starts before the deal',
    ['event.items 1'],
    `UPDATE hot_deal_items SET start_at = '2025-12-31 00:00:00' WHERE product_id = 2`,
  ],
  [
    'a product in a deal is cheaper than its discount allows',
    ['event.items 1'],
    'UPDATE hot_deal_items SET original_price = 2000, discount_price = 1799 WHERE product_id = 2',
  ],
  [
    'a product in a deal has another discount than the deal',
    ['event.items 1'],
    'UPDATE hot_deal_items SET discount = 11 WHERE product_id = 2',
  ],
  [
    'a product belongs to no existing deal',
    ['event.item 9'],
    `INSERT INTO hot_deal_items SELECT 9, product_id, discount, duration, original_price, discount_price, start_at, end_at, product_deleted
     FROM hot_deal_items WHERE product_id = 2`,
  ],
  ['a deal has no signal', ['event.signal 1'], `DELETE FROM hot_deal_signals WHERE seq = 1`],
  [
    'the end of a deal was never announced',
    ['event.transition 1'],
    `DELETE FROM hot_deal_signals WHERE kind = 'hot-deal-ended'`,
  ],
  [
    'the end of a deal was announced but not recorded',
    ['event.transition 1'],
    `UPDATE hot_deals SET announced = 'OPENED' WHERE event_id = 1`,
  ],
  [
    'no instance announced the end of a deal',
    ['event.transition 1'],
    `DELETE FROM hot_deal_signals WHERE kind = 'hot-deal-ended'`,
    `UPDATE hot_deals SET announced = 'OPENED' WHERE event_id = 1`,
  ],
  [
    'no instance announced the opening of a deal',
    ['event.transition 1', 'search.price 1', 'search.price 2'],
    `DELETE FROM hot_deal_signals WHERE kind <> 'new-hot-deal'`,
    `UPDATE hot_deals SET announced = 'CREATED', end_at = '2126-01-02' WHERE event_id = 1`,
    `UPDATE hot_deal_items SET end_at = '2126-01-02'`,
  ],
  [
    'a signal belongs to no deal',
    ['event.signal-number 0'],
    `INSERT INTO hot_deal_signals (seq, event_id, payload) VALUES (0, 9, '{}')`,
  ],
  [
    'numbers of signals would be used again',
    ['event.signal-number 5'],
    'UPDATE hot_deal_signal_counter SET last_seq = 4',
  ],
  [
    'a version of a product is lost',
    ['product.version 1'],
    'DELETE FROM product_versions WHERE product_id = 1 AND version = 1',
  ],
  [
    'a version of a product was not kept',
    ['product.version 2'],
    'UPDATE products SET version = 2 WHERE product_id = 2',
  ],
  [
    'a version is kept that was not replaced',
    ['product.version 2'],
    `INSERT INTO product_versions SELECT 2, 1, name, description, price, image_url, category, updated_at, replaced_at
     FROM product_versions WHERE product_id = 3`,
  ],
  [
    'versions are numbered from 0',
    ['product.version 1', 'product.version 1'],
    'UPDATE product_versions SET version = 0 WHERE product_id = 1 AND version = 1',
  ],
  [
    'a version of no product is kept',
    ['product.version 50'],
    `INSERT INTO product_versions SELECT 50, 1, name, description, price, image_url, category, updated_at, replaced_at
     FROM product_versions WHERE product_id = 3`,
  ],
  [
    'an order names a version that there never was',
    ['product.ordered-version 2', 'product.ordered-version 3'],
    'UPDATE order_items SET product_version = 4 WHERE order_id = 2',
    'UPDATE order_items SET product_version = 0 WHERE order_id = 3',
  ],
  ['a stock belongs to no product', ['product.stocked 50'], 'INSERT INTO stocks (product_id, quantity) VALUES (50, 0)'],
  [
    'an order names no existing product',
    ['product.ordered 50'],
    'UPDATE order_items SET product_id = 50 WHERE order_id IN (2, 4)',
  ],
  [
    'a deal names no existing product',
    ['product.in-deal 50'],
    'UPDATE hot_deal_items SET product_id = 50 WHERE product_id = 2',
  ],
  [
    'a cart names no existing product',
    ['product.in-cart 50'],
    'UPDATE cart_items SET product_id = 50 WHERE product_id = 3',
  ],
  ['a wish names no existing product', ['product.wished 50'], 'UPDATE wishes SET product_id = 50 WHERE product_id = 2'],
  ['a subscription names no existing product', ['product.subscribed 50'], 'UPDATE subscriptions SET product_id = 50'],
  ['a deleted product is still for sale', ['product.retired 3'], 'UPDATE stocks SET retired = 0 WHERE product_id = 3'],
  [
    'a product was never deleted, but is not for sale',
    ['product.retired 2', 'search.available 2'],
    'UPDATE stocks SET retired = 1 WHERE product_id = 2',
  ],
  [
    'no publication is left to retire a deleted product',
    ['product.retired 4'],
    'DELETE FROM event_publications WHERE id = 5',
  ],
  ['a notification belongs to no deal', ['notification.deal 1'], 'UPDATE notifications SET event_id = 9'],
  ['a notification has another price', ['notification.deal 1'], 'UPDATE notifications SET discount_price = 1'],
  [
    'an idempotency key names no existing resource',
    ['idempotency.resource 1'],
    `UPDATE idempotency_keys SET resource_id = 50 WHERE idem_key = 'deal'`,
  ],
  [
    'a publication has had no owner for too long',
    ['publication.overdue 3'],
    'UPDATE event_publications SET due_at = NOW(3) - INTERVAL 31 SECOND WHERE id = 3',
  ],
  [
    'the publication of a dead instance was not taken over',
    ['publication.overdue 7'],
    `UPDATE instances SET alive_until = NOW(3) - INTERVAL 31 SECOND WHERE id = 'dead'`,
  ],
  [
    'the publication of a live instance is never completed',
    ['publication.overdue 6'],
    'UPDATE event_publications SET due_at = NOW(3) - INTERVAL 601 SECOND WHERE id = 6',
  ],
  [
    'a publication is a dead letter',
    ['publication.dead-letter 8'],
    `UPDATE event_publications SET state = 'DEAD_LETTER' WHERE id = 8`,
  ],
  [
    'ids of publications would be used again',
    ['publication.id 42'],
    `UPDATE id_blocks SET next_id = 42 WHERE name = 'event_publications'`,
  ],
];

/** Keys and constraints prevent these; a table that was copied without them allows them. These come last. */
const pendingSearch = (handler: string, payload: string, state = 'DUE'): string =>
  `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, state, due_at)
   VALUES (900, 'search.${handler}', 'e', '${payload}', 1, '', '${state}', NOW(3))`;

const SEARCH: readonly Planted[] = [
  ['a product is in no list', ['search.product 1'], 'DELETE FROM search_products WHERE product_id = 1'],
  [
    'a product is in no list, which a pending event will change',
    [],
    'DELETE FROM search_products WHERE product_id = 1',
    pendingSearch('index-changed-products', '[{"productId":1}]'),
  ],
  [
    'a product is in no list, and the event that would change it is a dead letter',
    ['publication.dead-letter 900', 'search.product 1'],
    'DELETE FROM search_products WHERE product_id = 1',
    pendingSearch('index-changed-products', '[{"productId":1}]', 'DEAD_LETTER'),
  ],
  [
    'a product is in no list, and an import or the first fill is due, which is allowed',
    [],
    'DELETE FROM search_products WHERE product_id = 1',
    'UPDATE search_fill SET below_product_id = 1',
  ],
  [
    'a deleted product is in lists',
    ['search.product 3'],
    'UPDATE search_products SET deleted = 0 WHERE product_id = 3',
  ],
  [
    'a product that never existed is in lists',
    ['search.product 70'],
    'UPDATE search_products SET product_id = 70, deleted = 0 WHERE product_id = 3',
  ],
  ...(['name', 'description'] as const).map((column): Planted => [
    `the ${column} of a product is searched as it was before`,
    ['search.text 2'],
    `UPDATE products SET ${column} = 'new' WHERE product_id = 2`,
  ]),
  [
    'a product is listed in another category',
    ['search.text 2'],
    `UPDATE search_products SET category = 'PET' WHERE product_id = 2`,
  ],
  [
    'a product is listed as created at another time',
    ['search.text 2'],
    'UPDATE search_products SET created_at = created_at + INTERVAL 1 SECOND WHERE product_id = 2',
  ],
  [
    'a product is listed at another price',
    ['search.price 2'],
    'UPDATE search_products SET price = 999 WHERE product_id = 2',
  ],
  [
    'a product is listed with a deal that it is not in',
    ['search.price 2'],
    'UPDATE search_products SET discount = 10 WHERE product_id = 2',
  ],
  [
    'a sold out product is listed as available',
    ['search.available 1'],
    `INSERT INTO stock_movements (product_id, kind, delta) VALUES (1, 'RESET', -7)`,
    'UPDATE stocks SET quantity = 0 WHERE product_id = 1',
  ],
  [
    'a product with units is listed as sold out',
    ['search.available 2'],
    'UPDATE search_products SET available = 0 WHERE product_id = 2',
  ],
];

const WITHOUT_KEYS: readonly Planted[] = [
  [
    'one of two leaves is revoked and of two others both have expired, which is allowed',
    [],
    'ALTER TABLE sessions DROP PRIMARY KEY',
    `INSERT INTO sessions (session_id, account_id, revoked_at, expires_at) VALUES
       ('fresh', 1, NOW(3), NOW(3) + INTERVAL 1 DAY), ('expired', 2, NULL, NOW(3) - INTERVAL 1 HOUR)`,
  ],
  [
    'a family of refresh tokens has two live leaves',
    ['login.leaf used'],
    `INSERT INTO sessions (session_id, account_id, generation, rotated_at, expires_at)
     VALUES ('used', 1, 4, NOW(3), NOW(3) + INTERVAL 1 DAY)`,
  ],
  [
    'an order took the same product twice',
    ['sale.lines 1', 'stock.once 50'],
    'ALTER TABLE stock_movements DROP INDEX uq_stock_movements_order_product_kind',
    `INSERT INTO stock_movements (movement_id, order_id, product_id, kind, delta) VALUES (50, 1, 2, 'ORDER', -1)`,
    'UPDATE stocks SET quantity = 7 WHERE product_id = 2',
  ],
  [
    'a stock is negative',
    ['stock.limits 3'],
    'ALTER TABLE stocks DROP CONSTRAINT ck_stocks_quantity',
    `INSERT INTO stock_movements (product_id, kind, delta) VALUES (3, 'RESET', -1)`,
    'UPDATE stocks SET quantity = -1 WHERE product_id = 3',
  ],
];

const COUPONS: readonly Planted[] = [
  ['a coupon is counted twice', ['coupon.issued 1'], 'UPDATE coupons SET issued = 4 WHERE coupon_id = 1'],
  ['a user has lost a coupon', ['coupon.issued 1'], 'DELETE FROM user_coupons WHERE user_coupon_id = 3'],
  [
    'more coupons are issued than there are',
    ['coupon.issued 1'],
    'ALTER TABLE coupons DROP CONSTRAINT ck_coupons_issued',
    'UPDATE coupons SET quantity = 2 WHERE coupon_id = 1',
  ],
  [
    'a coupon has lost its definition',
    ['coupon.issued 40', 'coupon.issued 9'],
    `INSERT INTO user_coupons (user_coupon_id, coupon_id, user_id, issued_at, expires_at)
     VALUES (9, 9, 1, NOW(3), NOW(3))`,
    'UPDATE coupons SET issued = 1 WHERE coupon_id = 40',
  ],
  [
    'a coupon is used without a claim',
    ['coupon.used 2'],
    'UPDATE user_coupons SET used = 1, order_id = 4 WHERE user_coupon_id = 2',
  ],
  [
    'a claim is live although its coupon is free',
    ['coupon.used 1'],
    'UPDATE user_coupons SET used = 0, order_id = NULL WHERE user_coupon_id = 1',
  ],
  [
    'a coupon is used by another order',
    ['coupon.used 1'],
    'UPDATE user_coupons SET order_id = 4 WHERE user_coupon_id = 1',
  ],
  [
    'a coupon is used by another user',
    ['benefit.coupon 1', 'coupon.used 1'],
    'UPDATE coupon_claims SET user_id = 2 WHERE order_id = 1',
  ],
  [
    'the use of a coupon counts for no definition',
    ['coupon.used 1'],
    'UPDATE coupon_claims SET coupon_id = NULL WHERE order_id = 1',
  ],
  [
    'two orders have one coupon',
    ['benefit.coupon 2', 'coupon.once 2', 'coupon.used 1'],
    'ALTER TABLE coupon_claims DROP INDEX uq_coupon_claims_live',
    `UPDATE coupon_claims SET state = 'HELD', live = 1 WHERE order_id = 2`,
  ],
  [
    'a live claim is of a coupon that no user has',
    ['benefit.coupon 4', 'coupon.used 4'],
    `INSERT INTO coupon_claims (order_id, user_coupon_id, user_id, state, live, discount) VALUES (4, 99, 1, 'HELD', 1, 0)`,
  ],
  [
    'an order has the coupon of another one, whose claim is not marked as live',
    ['benefit.coupon 2', 'coupon.once 2'],
    'ALTER TABLE coupon_claims DROP CONSTRAINT ck_coupon_claims_live',
    `UPDATE coupon_claims SET state = 'HELD' WHERE order_id = 2`,
  ],
  [
    'a reserved order has no coupon any more',
    ['benefit.billed 61'],
    'DELETE FROM coupon_claims WHERE order_id = 61',
    'UPDATE user_coupons SET used = 0, order_id = NULL WHERE user_coupon_id = 61',
  ],
  [
    'a completed order has given its coupon back',
    ['benefit.billed 60', 'benefit.coupon 60'],
    `UPDATE coupon_claims SET state = 'RELEASED', live = NULL WHERE order_id = 60`,
    'UPDATE user_coupons SET used = 0, order_id = NULL WHERE user_coupon_id = 60',
  ],
  [
    'the coupon of a completed order takes off another amount than was billed',
    ['benefit.billed 60'],
    'UPDATE coupon_claims SET discount = 299 WHERE order_id = 60',
  ],
  [
    'an order was billed with another coupon than it has',
    ['benefit.billed 61'],
    'UPDATE order_bills SET user_coupon_id = 63 WHERE order_id = 61',
  ],
  [
    'an order has a coupon that it was not billed with',
    ['benefit.billed 32'],
    `INSERT INTO coupon_claims (order_id, user_coupon_id, user_id, coupon_id, state, live, discount)
     VALUES (32, 63, 9, 63, 'HELD', 1, 0)`,
    'UPDATE user_coupons SET used = 1, order_id = 32 WHERE user_coupon_id = 63',
  ],
  [
    'a cancelled order has used its coupon up',
    ['benefit.coupon 63'],
    `UPDATE coupon_claims SET state = 'CONSUMED', live = 1 WHERE order_id = 63`,
    'UPDATE user_coupons SET used = 1, order_id = 63 WHERE user_coupon_id = 63',
  ],
  [
    'a coupon was released for an order of another user',
    ['benefit.coupon 63'],
    'UPDATE coupon_claims SET user_id = 2 WHERE order_id = 63',
  ],
];

const WALLETS: readonly Planted[] = [
  ['a wallet has more than its entries', ['wallet.balance 1'], 'UPDATE wallets SET balance = 5001 WHERE user_id = 1'],
  [
    'a wallet has less reserved than its orders hold',
    ['wallet.balance 1', 'wallet.reserved 1'],
    'UPDATE wallets SET reserved = 299 WHERE user_id = 1',
  ],
  ['an entry of a wallet is missing', ['wallet.balance 1'], 'DELETE FROM wallet_entries WHERE entry_id = 11'],
  [
    'an entry notes a balance that the wallet never had',
    ['wallet.balance 13'],
    'UPDATE wallet_entries SET balance_after = 1 WHERE entry_id = 13',
  ],
  [
    'a user with entries has lost the wallet',
    ['wallet.balance 12', 'wallet.balance 13'],
    'DELETE FROM wallets WHERE user_id = 2',
  ],
  [
    'a wallet is below zero',
    ['wallet.balance 3'],
    'ALTER TABLE wallets DROP CONSTRAINT ck_wallets',
    'UPDATE wallets SET balance = -1 WHERE user_id = 3',
    `INSERT INTO wallet_entries (user_id, kind, balance_delta, reserved_delta, balance_after, reference, reference_id)
     VALUES (3, 'ADJUST', -1, 0, -1, 'ADMIN', 9)`,
  ],
  [
    'a reservation is lost whose points are still set aside',
    ['wallet.reserved 1', 'wallet.reserved 1'],
    'DELETE FROM wallet_reservations WHERE order_id = 5',
  ],
  ['a reservation is lost that is over', ['wallet.reserved 1'], 'DELETE FROM wallet_reservations WHERE order_id = 3'],
  [
    'a reservation was released without its entry',
    ['benefit.points 1', 'wallet.reserved 1'],
    `UPDATE wallet_reservations SET state = 'RELEASED' WHERE order_id = 1`,
  ],
  [
    'a refused reservation has an entry',
    ['wallet.reserved 1'],
    `UPDATE wallet_reservations SET state = 'REFUSED' WHERE order_id = 3`,
  ],
  [
    'a reservation has another amount than its entries',
    ['wallet.reserved 1'],
    'UPDATE wallet_reservations SET amount = 301 WHERE order_id = 1',
  ],
  [
    'a reservation belongs to another user than its entries',
    ['benefit.points 1', 'wallet.reserved 2'],
    'UPDATE wallet_reservations SET user_id = 2 WHERE order_id = 1',
  ],
  [
    'a payment by points was refused, but has an entry',
    ['payment.points 8', 'wallet.spending 8'],
    `UPDATE wallet_spendings SET outcome = 'INSUFFICIENT' WHERE payment_id = 8`,
  ],
  [
    'a payment by points took another amount than its entry',
    ['payment.points 8', 'wallet.spending 8'],
    'UPDATE wallet_spendings SET amount = 801 WHERE payment_id = 8',
  ],
  [
    'a payment by points has no entry',
    ['payment.points 9', 'wallet.spending 9'],
    `UPDATE wallet_spendings SET outcome = 'SPENT' WHERE payment_id = 9`,
  ],
  [
    'a payment by points belongs to another user than its entry',
    ['payment.points 8', 'wallet.spending 8'],
    'UPDATE wallet_spendings SET user_id = 2 WHERE payment_id = 8',
  ],
  [
    'an entry of a payment was never decided',
    ['payment.points 8', 'wallet.spending 8'],
    'DELETE FROM wallet_spendings WHERE payment_id = 8',
  ],
  [
    'an idempotency key names no existing charge',
    ['idempotency.resource 2'],
    `UPDATE idempotency_keys SET resource_id = 501 WHERE idem_key = 'charge'`,
  ],
];

const PAYMENTS: readonly Planted[] = [
  [
    'a payment is not looked up at its provider',
    ['payment.late 7'],
    'UPDATE payments SET resolve_at = NOW(3) - INTERVAL 11 MINUTE WHERE payment_id = 7',
  ],
  [
    'the event is lost by which a payment takes its points',
    ['payment.spent 7'],
    `UPDATE payments SET state = 'CONFIRMING', live = 1 WHERE payment_id = 7`,
  ],
  [
    'a refund is not sent',
    ['refund.late 1'],
    `UPDATE refunds SET state = 'DUE', completed_at = NULL, resolve_at = NOW(3) - INTERVAL 11 MINUTE WHERE refund_id = 1`,
  ],
  [
    'an order that is not cancelled has the reason of a cancel',
    ['order.cancelled 1'],
    `UPDATE orders SET cancel_reason = 'BY_BUYER' WHERE order_id = 1`,
  ],
  [
    'an order has failed by its points although its units were taken',
    ['benefit.points 21', 'sale.decision 21', 'sale.released 21'],
    `UPDATE orders SET status = 'ORDER_FAILURE', failure_reason = 'INSUFFICIENT_POINTS' WHERE order_id = 21`,
    'DELETE FROM order_reservations WHERE order_id = 21',
  ],
  [
    'an order awaits its payment without a reservation',
    ['reservation.pending 21'],
    'DELETE FROM order_reservations WHERE order_id = 21',
  ],
  [
    'a completed order has kept its reservation',
    ['reservation.pending 20'],
    'INSERT INTO order_reservations (order_id, user_id, reserved_until, reserve_limit) VALUES (20, 9, NOW(3), NOW(3))',
  ],
  [
    'a reservation has no order',
    ['reservation.orphan 99'],
    'INSERT INTO order_reservations (order_id, user_id, reserved_until, reserve_limit) VALUES (99, 1, NOW(3), NOW(3))',
  ],
  [
    'a reservation counts for another user',
    ['reservation.orphan 21'],
    'UPDATE order_reservations SET user_id = 2 WHERE order_id = 21',
  ],
  [
    'a reservation has ended two minutes ago',
    ['reservation.late 21'],
    'UPDATE order_reservations SET reserved_until = NOW(3) - INTERVAL 2 MINUTE WHERE order_id = 21',
  ],
  [
    'a reservation has ended two minutes ago, and expiry paused until half a minute ago',
    [],
    'UPDATE order_reservations SET reserved_until = NOW(3) - INTERVAL 2 MINUTE WHERE order_id = 21',
    PAUSED.replace('?', '30'),
  ],
  [
    'a reservation has ended two minutes ago, and expiry paused until two minutes ago',
    ['reservation.late 21'],
    'UPDATE order_reservations SET reserved_until = NOW(3) - INTERVAL 2 MINUTE WHERE order_id = 21',
    PAUSED.replace('?', '120'),
  ],
  [
    'a completed order was not paid',
    ['bill.paid 20', 'payment.kept 1', 'receipt.payment 20', 'sale.money 0'],
    'DELETE FROM order_receipts WHERE order_id = 20',
  ],
  [
    'a completed order was paid too little',
    ['bill.paid 20', 'receipt.payment 20', 'sale.money 0'],
    'UPDATE order_receipts SET amount = 999 WHERE order_id = 20',
  ],
  [
    'a bill has another total than its order',
    ['bill.total 27'],
    'UPDATE order_bills SET total = 900, due = 900 WHERE order_id = 27',
  ],
  [
    'a bill has no order',
    ['bill.total 99'],
    `INSERT INTO order_bills (order_id, total, discount, points, due, currency) VALUES (99, 1, 0, 0, 1, 'KRW')`,
  ],
  ['an order has lost its shares', ['bill.shares 21'], 'DELETE FROM order_item_shares WHERE order_id = 21'],
  [
    'an order without benefits has shares',
    ['bill.shares 20'],
    'INSERT INTO order_item_shares (order_id, line, discount, points) VALUES (20, 0, 0, 1)',
  ],
  [
    'the share of a line is more than it costs',
    ['bill.share 21', 'bill.shares 21'],
    'UPDATE order_item_shares SET points = 1001 WHERE order_id = 21',
  ],
  ['a share is of no line', ['bill.share 21'], 'UPDATE order_item_shares SET line = 1 WHERE order_id = 21'],
  [
    'the shares in a discount do not sum up to it',
    ['bill.shares 60'],
    'UPDATE order_item_shares SET discount = 299 WHERE order_id = 60',
  ],
  [
    'the share in a discount is more than its line costs',
    ['bill.share 60', 'bill.shares 60'],
    'UPDATE order_item_shares SET discount = 1001 WHERE order_id = 60',
  ],
  [
    'an order was sold for less than its bill, which claims a larger discount',
    ['benefit.billed 60', 'bill.paid 60', 'bill.shares 60', 'payment.billed 60', 'sale.money 0'],
    'UPDATE order_bills SET discount = 301, due = 699 WHERE order_id = 60',
  ],
  [
    'a share is of an order without a bill',
    ['bill.share 1'],
    'INSERT INTO order_item_shares (order_id, line, discount, points) VALUES (1, 0, 0, 1)',
  ],
  [
    'an order replaces one that its buyer has cancelled',
    ['replacement.same 24'],
    `UPDATE orders SET cancel_reason = 'BY_BUYER' WHERE order_id = 23`,
  ],
  ['a replacement is of another user', ['replacement.same 29'], 'UPDATE orders SET user_id = 2 WHERE order_id = 29'],
  ...['product_id = 1', 'quantity = 2', 'price = 999'].map((change): Planted => [
    `a replacement has other lines: ${change}`,
    [
      'replacement.same 29',
      ...(change === 'product_id = 1' ? [] : ['order.totals 29']),
      ...(change === 'price = 999' ? ['order.line 29'] : []),
    ],
    `UPDATE order_items SET ${change} WHERE order_id = 29`,
  ]),
  [
    'a replacement has lost a line',
    ['order.line 30', 'order.totals 30', 'replacement.same 29', 'sale.lines 30'],
    `INSERT INTO order_items (order_id, line, product_id, product_name, quantity, original_price, price, event_id, product_version)
     VALUES (30, 1, 5, 'chair', 1, 1, 2, NULL, 1)`,
  ],
  [
    'a bill claims a discount that no one gave',
    ['bill.shares 20', 'sale.money 0'],
    'ALTER TABLE order_bills DROP CONSTRAINT ck_order_bills_due',
    'ALTER TABLE order_bills DROP CONSTRAINT ck_order_bills_coupon',
    'UPDATE order_bills SET discount = 1 WHERE order_id = 20',
  ],
  [
    'a receipt is of a payment that failed',
    ['receipt.payment 24', 'replacement.payment 23'],
    `UPDATE payments SET state = 'FAILED', live = NULL, captured = 0, outcome = NULL WHERE payment_id = 2`,
  ],
  [
    'a receipt is of a payment that does not exist',
    ['payment.kept 1', 'receipt.payment 20', 'receipt.payment 20'],
    'UPDATE order_receipts SET payment_id = 99 WHERE order_id = 20',
  ],
  [
    'a receipt is of the payment of another order',
    ['receipt.payment 24', 'replacement.payment 23'],
    'UPDATE order_replacements SET payment_id = 99 WHERE order_id = 24',
  ],
  [
    'an order awaits its payment although it has a receipt',
    ['receipt.payment 32'],
    'INSERT INTO order_receipts (order_id, payment_id, amount) VALUES (32, 5, 1000)',
  ],
  [
    'a receipt is of no order',
    ['receipt.payment 99', 'receipt.payment 99'],
    'INSERT INTO order_receipts (order_id, payment_id, amount) VALUES (99, 5, 1000)',
  ],
  [
    'an order has accepted a payment that its own payment says is another’s',
    ['receipt.payment 20'],
    `UPDATE payments SET outcome = 'DUPLICATE' WHERE payment_id = 1`,
  ],
  [
    'a deposit has bounced, and its order keeps the receipt, as it will never hear of it',
    ['receipt.payment 71'],
    'DELETE FROM event_publications WHERE id = 29',
  ],
  [
    'a deposit that was never captured pays an order',
    ['receipt.payment 71'],
    'UPDATE payments SET captured = 999 WHERE payment_id = 71',
  ],
  [
    'a replacement is bought by a payment that was not late',
    ['replacement.payment 30'],
    `UPDATE payments SET outcome = 'OVER' WHERE payment_id = 4`,
  ],
  [
    'a payment is kept by a completed order, and paid back',
    ['payment.kept 1'],
    'UPDATE payments SET refund_total = 1000 WHERE payment_id = 1',
    `INSERT INTO refunds (refund_id, payment_id, order_id, cause, cause_id, amount, state, mark, resolve_at)
     VALUES (3, 1, 20, 'DUPLICATE', 20, 1000, 'DUE', 'HD-R3', NOW(3))`,
  ],
  [
    'the late payment of a replacement is paid back although that is completed',
    ['payment.kept 2'],
    'UPDATE payments SET refund_total = 800 WHERE payment_id = 2',
    `INSERT INTO refunds (refund_id, payment_id, order_id, cause, cause_id, amount, state, mark, resolve_at)
     VALUES (3, 2, 23, 'LATE', 23, 800, 'DUE', 'HD-R3', NOW(3))`,
  ],
  [
    'all of the payment of a completed order went back at its provider',
    ['payment.kept 1'],
    'UPDATE payments SET refund_total = 1000 WHERE payment_id = 1',
    `INSERT INTO refunds (refund_id, payment_id, order_id, cause, cause_id, amount, state, mark, completed_at)
     VALUES (3, 1, 20, 'EXTERNAL', 1, 1000, 'DONE', 'HD-R3', NOW(3))`,
  ],
  [
    'all of the payment of a completed order went back at its provider, and its order does not know it yet',
    [],
    'UPDATE payments SET refund_total = 1000 WHERE payment_id = 1',
    `INSERT INTO refunds (refund_id, payment_id, order_id, cause, cause_id, amount, state, mark, completed_at)
     VALUES (3, 1, 20, 'EXTERNAL', 1, 1000, 'DONE', 'HD-R3', NOW(3))`,
    `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, attempts, due_at) VALUES
       (99, 'payment.reverse-orders', 'payment.refunded-externally', '[{"paymentId":1,"orderId":20}]', 1, 'alive', 1, NOW(3))`,
  ],
  [
    'all of the payment of a shipped order went back at its provider, and the deposit of another one has bounced, as is allowed',
    [],
    `INSERT INTO order_progress (order_id, version, progress, progressed_at)
     VALUES (20, 1, 'SHIPPED', NOW(3)), (71, 2, 'DELIVERED', NOW(3))`,
    'UPDATE payments SET refund_total = 1000 WHERE payment_id = 1',
    `INSERT INTO refunds (refund_id, payment_id, order_id, cause, cause_id, amount, state, mark, completed_at)
     VALUES (3, 1, 20, 'EXTERNAL', 1, 1000, 'DONE', 'HD-R3', NOW(3))`,
    'DELETE FROM event_publications WHERE id = 29',
  ],
  [
    'the goods of a cancelled order have left, and those of no order',
    ['order.progress 26', 'order.progress 99'],
    `INSERT INTO order_progress (order_id, version, progress, progressed_at)
     VALUES (26, 1, 'SHIPPED', NOW(3)), (99, 2, 'DELIVERED', NOW(3))`,
  ],
  ['a payment is of another user', ['payment.billed 5'], 'UPDATE payments SET user_id = 2 WHERE payment_id = 5'],
  ['a payment is of another amount', ['payment.billed 9'], 'UPDATE payments SET amount = 999 WHERE payment_id = 9'],
  [
    'a payment that was not captured is in another currency',
    ['payment.billed 9'],
    `UPDATE payments SET currency = 'USD' WHERE payment_id = 9`,
  ],
  [
    'a payment is of an order without a bill',
    ['payment.billed 9'],
    'UPDATE payments SET order_id = 1 WHERE payment_id = 9',
  ],
  ['a payment is of no order', ['payment.billed 9'], 'UPDATE payments SET order_id = 99 WHERE payment_id = 9'],
  [
    'the event is lost that stores whether points were taken',
    ['payment.points 10', 'payment.spent 10'],
    'DELETE FROM event_publications WHERE id = 25',
  ],
  [
    'a payment by points has failed although its points were taken',
    ['payment.points 10'],
    'DELETE FROM event_publications WHERE id = 25',
    `UPDATE payments SET state = 'FAILED', live = NULL WHERE payment_id = 10`,
  ],
  [
    'the points of a payment were never given back though its refund is done',
    ['refund.points 2', 'wallet.balance 9'],
    `DELETE FROM wallet_entries WHERE reference = 'REFUND' AND reference_id = 2`,
    'UPDATE wallet_entries SET balance_after = balance_after - 1000 WHERE entry_id > 13 AND reference_id = 10',
  ],
  [
    'a refund has given back another number of points',
    ['payment.kept 8', 'refund.points 2'],
    'UPDATE refunds SET amount = 999 WHERE refund_id = 2',
    'UPDATE payments SET refund_total = 999 WHERE payment_id = 8',
  ],
  [
    'a refund that an administrator has settled by hand has given points as well',
    ['refund.points 2'],
    `UPDATE refunds SET settled_as = 'HAND', settled_by = 5 WHERE refund_id = 2`,
  ],
  [
    'a refund that is settled as points is done without them',
    ['refund.points 1'],
    `UPDATE refunds SET settled_as = 'POINTS', settled_by = 5 WHERE refund_id = 1`,
  ],
  [
    'points were given back by a refund that does not exist',
    ['payment.kept 8', 'payment.refunds 8', 'refund.points 2'],
    'DELETE FROM refunds WHERE refund_id = 2',
    'UPDATE payments SET refund_total = 1 WHERE payment_id = 8',
  ],
  [
    'a late payment has bought nothing and does not go back',
    ['payment.kept 4'],
    'DELETE FROM order_replacements WHERE order_id = 29',
  ],
  [
    'the event is lost by which a payment reaches its order',
    ['payment.kept 5', 'payment.settled 5'],
    'DELETE FROM event_publications WHERE id = 23',
  ],
  [
    'the event is lost by which the payment of a cancelled order goes back',
    ['payment.kept 6'],
    'DELETE FROM event_publications WHERE id = 24',
  ],
  [
    'the event is a dead letter by which the payment of a cancelled order goes back',
    ['payment.kept 6', 'publication.dead-letter 24'],
    `UPDATE event_publications SET state = 'DEAD_LETTER', owner = '' WHERE id = 24`,
  ],
  [
    'only a part of the payment of a cancelled order goes back',
    ['payment.kept 3', 'payment.refunds 3'],
    'UPDATE payments SET refund_total = 999 WHERE payment_id = 3',
  ],
  [
    'the event is lost by which the points of one expired order and the coupon of another come back',
    ['benefit.coupon 66', 'benefit.points 28'],
    'DELETE FROM event_publications WHERE id = 21',
  ],
  [
    'the event is lost by which the points of one completed order and the coupon of another are kept',
    ['benefit.coupon 65', 'benefit.points 31'],
    'DELETE FROM event_publications WHERE id = 22',
  ],
  [
    'a reserved order has set aside no points',
    ['benefit.billed 21', 'wallet.reserved 9', 'wallet.reserved 9'],
    'DELETE FROM wallet_reservations WHERE order_id = 21',
  ],
  [
    'a completed order has set aside fewer points than it was billed',
    ['benefit.billed 22', 'wallet.reserved 9'],
    'UPDATE wallet_reservations SET amount = 999 WHERE order_id = 22',
  ],
];

const SHIPPING_IS_ON = `UPDATE shipping_periods SET began_at = NOW(3) - INTERVAL 1 DAY - INTERVAL 1 HOUR WHERE open = 1`;
const ALL_BUT_ORDER_1 = `INSERT INTO shipments (order_id, user_id, state, tracking_number, courier)
  SELECT order_id, user_id, 'SHIPMENT_PREPARING', CONCAT('T', order_id), 'courier' FROM orders
  WHERE status = 'ORDER_SUCCESS' AND order_id NOT IN (1, 22, 62) AND order_id NOT BETWEEN 90 AND 93`;

const SHIPMENTS: readonly Planted[] = [
  [
    'an order does not know that it was shipped',
    ['shipment.order 22'],
    'DELETE FROM order_progress WHERE order_id = 22',
  ],
  [
    'an order knows only that it was shipped, and not that it was delivered',
    ['shipment.order 62'],
    `UPDATE order_progress SET progress = 'SHIPPED', version = 1 WHERE order_id = 62`,
  ],
  [
    'the order of a shipment that is on its way was cancelled',
    ['order.progress 3', 'shipment.order 3'],
    `UPDATE shipments SET state = 'SHIPPED', shipped_at = NOW(3) WHERE order_id = 3`,
    `INSERT INTO order_progress (order_id, version, progress, progressed_at) VALUES (3, 1, 'SHIPPED', NOW(3))`,
  ],
  [
    'a shipment that has left belongs to no order',
    ['shipment.order 999'],
    `UPDATE shipments SET order_id = 999 WHERE order_id = 22`,
  ],
  [
    'the order of a shipment that waits to be packed was cancelled',
    ['shipment.cancelled 3'],
    `UPDATE shipments SET state = 'SHIPMENT_PREPARING' WHERE order_id = 3`,
  ],
  [
    'the shipment of a cancelled order is about to end, which is allowed',
    [],
    `UPDATE shipments SET state = 'SHIPMENT_PREPARING' WHERE order_id = 3`,
    `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, attempts, due_at) VALUES
       (99, 'shipping.cancel-shipments', 'order.settled', '[{"orderId":3}]', 1, 'alive', 1, NOW(3))`,
  ],
  [
    'a shipment is not delivered in time',
    ['shipment.late 22'],
    'UPDATE shipments SET due_at = NOW(3) - INTERVAL 11 MINUTE WHERE order_id = 22',
  ],
  [
    'a shipment has been due for less than ten minutes, which is allowed',
    [],
    'UPDATE shipments SET due_at = NOW(3) - INTERVAL 9 MINUTE WHERE order_id = 22',
  ],
  [
    'a successful order has no shipment although shipping was on when it was placed',
    ['shipment.missing 1'],
    SHIPPING_IS_ON,
    ALL_BUT_ORDER_1,
  ],
  [
    'its shipment is about to be made, which is allowed',
    [],
    SHIPPING_IS_ON,
    ALL_BUT_ORDER_1,
    `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, attempts, due_at) VALUES
       (99, 'shipping.prepare-shipments', 'order.settled', '[{"orderId":99},{"orderId":1}]', 2, 'alive', 1, NOW(3))`,
  ],
  [
    'the event is a dead letter by which it would be made',
    ['publication.dead-letter 99', 'shipment.missing 1'],
    SHIPPING_IS_ON,
    ALL_BUT_ORDER_1,
    `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, attempts, due_at, state) VALUES
       (99, 'shipping.prepare-shipments', 'order.settled', '[{"orderId":1}]', 1, '', 1, NOW(3), 'DEAD_LETTER')`,
  ],
  [
    'orders of a time in which shipping was on have no shipment after it was switched off, which is allowed',
    [],
    SHIPPING_IS_ON,
    'UPDATE shipping_periods SET open = NULL, ended_at = NOW(3) WHERE open = 1',
  ],
];

const RETURNS: readonly Planted[] = [
  [
    'a return is completed too late',
    ['return.late 82'],
    'UPDATE shipment_returns SET due_at = NOW(3) - INTERVAL 11 MINUTE WHERE return_id = 82',
  ],
  [
    'a return is of another buyer than its order',
    ['return.shipment 82'],
    'UPDATE shipment_returns SET user_id = 9 WHERE return_id = 82',
  ],
  [
    'a return is of an order that was not delivered',
    ['return.shipment 85'],
    `UPDATE shipments SET state = 'SHIPPED', delivered_at = NULL WHERE order_id = 93`,
  ],
  ['a return has no units', ['return.shipment 82'], 'DELETE FROM shipment_return_lines WHERE return_id = 82'],
  [
    'the return of some units does not exist',
    ['idempotency.resource 10', 'return.shipment 82'],
    'DELETE FROM shipment_returns WHERE return_id = 82',
  ],
  [
    'more units are returned than were bought',
    ['return.units 90'],
    'UPDATE shipment_return_lines SET quantity = 3 WHERE return_id = 82',
  ],
  [
    'a product is returned that was not bought',
    ['return.units 90'],
    'UPDATE shipment_return_lines SET product_id = 5 WHERE return_id = 82',
  ],
  [
    'the return of a part is worth more than the whole',
    ['return.units 90'],
    'UPDATE shipment_return_lines SET money = 1801 WHERE return_id = 82',
  ],
  [
    'the return of a part is worth more points than the whole',
    ['return.units 90'],
    'UPDATE shipment_return_lines SET points = 201 WHERE return_id = 82',
  ],
  [
    'all units come back for less than they had cost',
    ['return.units 90'],
    'UPDATE shipment_return_lines SET quantity = 2, points = 200 WHERE return_id = 82',
  ],
  [
    'all units come back for fewer points than they had cost',
    ['return.units 90'],
    'UPDATE shipment_return_lines SET quantity = 2, money = 1800 WHERE return_id = 82',
  ],
  [
    'all units come back for exactly what they had cost, which is right',
    [],
    'UPDATE shipment_return_lines SET quantity = 2, money = 1800, points = 200 WHERE return_id = 82',
  ],
  [
    'money comes back for an order without a receipt',
    ['return.refunded 83', 'return.units 91'],
    'UPDATE shipment_return_lines SET money = 1 WHERE return_id = 83',
    'UPDATE event_publications SET payload = \'[{"returnId":84}]\' WHERE id = 41',
  ],
  [
    'units were never restocked',
    ['return.restocked 80', 'return.restocked 80', 'stock.movement 305', 'stock.returned 80'],
    'UPDATE stock_returns SET product_id = 5 WHERE return_id = 80',
  ],
  [
    'more units were restocked',
    ['return.restocked 80', 'stock.movement 305'],
    'UPDATE stock_returns SET quantity = 2 WHERE return_id = 80',
  ],
  [
    'units were restocked for another order',
    ['return.restocked 80'],
    'UPDATE stock_returns SET order_id = 91 WHERE return_id = 80',
  ],
  [
    'units of a rejected return were restocked',
    ['return.restocked 81'],
    'INSERT INTO stock_returns (return_id, product_id, order_id, quantity) VALUES (81, 6, 90, 2)',
    `INSERT INTO stock_movements (product_id, kind, delta, return_id) VALUES (6, 'RETURN', 2, 81)`,
    'UPDATE stocks SET quantity = quantity + 2 WHERE product_id = 6',
  ],
  [
    'the event is lost by which units are restocked',
    ['return.restocked 83', 'return.restocked 84'],
    'DELETE FROM event_publications WHERE id = 40',
  ],
  [
    'the event is lost by which the money goes back',
    ['return.refunded 84'],
    'DELETE FROM event_publications WHERE id = 41',
  ],
  [
    'the event is a dead letter by which the points go back',
    ['publication.dead-letter 42', 'return.points 84'],
    `UPDATE event_publications SET state = 'DEAD_LETTER', owner = '' WHERE id = 42`,
  ],
  [
    'less is refunded than a return is worth, although more is left',
    ['return.refunded 80'],
    'UPDATE refunds SET amount = 899 WHERE refund_id = 90',
    'UPDATE payments SET refund_total = 899 WHERE payment_id = 90',
  ],
  [
    'more is refunded than a return is worth',
    ['return.refunded 80'],
    'UPDATE refunds SET amount = 901 WHERE refund_id = 90',
    'UPDATE payments SET refund_total = 901 WHERE payment_id = 90',
  ],
  [
    'the money of a return comes from another payment than that of its order',
    ['return.refunded 80', 'return.refunded 80'],
    'UPDATE shipment_returns SET payment_id = 92 WHERE return_id = 80',
  ],
  [
    'a rejected return is refunded',
    ['return.refunded 81'],
    `INSERT INTO refunds (refund_id, payment_id, order_id, cause, cause_id, amount, state, mark, completed_at) VALUES (95, 90, 90, 'RETURN', 81, 1800, 'DONE', 'HD-R95', NOW(3))`,
    'UPDATE payments SET refund_total = 2700 WHERE payment_id = 90',
  ],
  [
    'the deposit of a returned order has bounced, so nothing goes back, which is allowed',
    [],
    `UPDATE payments SET state = 'REVERSED', live = NULL, method = 'VIRTUAL_ACCOUNT', refund_total = 0 WHERE payment_id = 90`,
    'DELETE FROM refunds WHERE refund_id = 90',
  ],
  [
    'other points come back than a return is worth',
    ['return.points 80'],
    'UPDATE shipment_return_lines SET points = 101 WHERE return_id = 80',
    'UPDATE shipment_return_lines SET points = 99 WHERE return_id = 82',
  ],
  [
    'points of a return go to another user',
    ['return.points 80', 'return.shipment 80'],
    'UPDATE shipment_returns SET user_id = 9 WHERE return_id = 80',
  ],
  [
    'points came back for a return that is open',
    ['return.points 80', 'return.points 82'],
    `UPDATE wallet_entries SET reference_id = 82 WHERE reference = 'RETURN' AND reference_id = 80`,
  ],
];

const ALL = [
  ...SALES,
  ...REST,
  ...COUPONS,
  ...WALLETS,
  ...SEARCH,
  ...PAYMENTS,
  ...SHIPMENTS,
  ...RETURNS,
  ...WITHOUT_KEYS,
];

describe('the integrity checks', () => {
  let scheme: string;
  let dataSource: DataSource;
  let database: Database;
  beforeAll(async () => {
    scheme = await createScheme();
    dataSource = await openDataSource(configFor(scheme), schema);
    database = new Database(dataSource);
  });
  beforeEach(() => fillConsistentDatabase(database));
  afterAll(async () => {
    await dataSource.destroy();
    await dropScheme(scheme);
  });

  const found = async (): Promise<string[]> => {
    const { results } = await runChecks(database, integrityChecks.all, { limitMs: 60_000, most: 100 });
    return results.flatMap(({ check, rows }) => rows.map(({ id }) => `${check.name} ${id}`)).sort();
  };

  it('find nothing in sound data, with work in progress', async () => {
    expect(await found()).toEqual([]);
  });

  it('each have a name, a description and a planted violation', () => {
    const planted = ALL.flatMap(([, rows]) => rows.map((row) => row.split(' ')[0]));
    expect(integrityChecks.all.map(({ name }) => name).sort()).toEqual([...new Set(planted)].sort());
    for (const { description } of integrityChecks.all) expect(description).toMatch(/^[A-Z].*\.$/);
  });

  it.each(ALL)('name exactly the damaged rows when %s', async (_, rows, ...statements) => {
    for (const statement of statements as string[]) await database.execute(statement);
    expect(await found()).toEqual([...rows].sort());
  });
});
