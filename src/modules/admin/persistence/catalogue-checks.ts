import type { IntegrityCheck } from '#platform/integrity/integrity-check';

/** `id`s of these rows that lead to no product; deleted products stay as rows. */
const withoutProduct = (table: string): string => `
  SELECT named.product_id AS id, 'there has never been such a product' AS detail
  FROM (SELECT DISTINCT product_id FROM ${table}) AS named
  LEFT JOIN products ON products.product_id = named.product_id WHERE products.product_id IS NULL`;

/** What must lead to a row of another module. There are no foreign keys that would see to it. */
export const catalogueChecks: readonly IntegrityCheck[] = [
  {
    name: 'product.stocked',
    description: 'What has a quantity is a product.',
    table: 'products',
    sql: withoutProduct('stocks'),
  },
  {
    name: 'product.ordered',
    description: 'What was ordered is a product.',
    table: 'products',
    sql: withoutProduct('order_items'),
  },
  {
    name: 'product.in-deal',
    description: 'What is in a deal is a product.',
    table: 'products',
    sql: withoutProduct('hot_deal_items'),
  },
  {
    name: 'product.subscribed',
    description: 'What is subscribed to is a product.',
    table: 'products',
    sql: withoutProduct('subscriptions'),
  },
  {
    name: 'product.retired',
    description: 'A product is not for sale any more if it was deleted, and only then.',
    table: 'products',
    sql: `
      SELECT products.product_id AS id, IF(deleted_at IS NULL, 'retired, not deleted', 'deleted, not retired') AS detail
      FROM products LEFT JOIN stocks ON stocks.product_id = products.product_id
      WHERE (deleted_at IS NOT NULL) <> COALESCE(retired, 0) AND products.product_id NOT IN (
        SELECT told.product_id FROM event_publications JOIN JSON_TABLE(IF(JSON_VALID(payload), payload, '[]'), '$[*]'
          COLUMNS (product_id BIGINT PATH '$.productId')) AS told
        WHERE state = 'DUE' AND handler = 'stock.retire' AND told.product_id IS NOT NULL)`,
  },
  {
    name: 'notification.deal',
    description: 'A notification tells of a product that is in that deal, at its prices.',
    table: 'notifications',
    sql: `
      SELECT notification_id AS id, CONCAT('deal ', told.event_id, ', product ', told.product_id) AS detail
      FROM notifications AS told LEFT JOIN hot_deal_items AS items
        ON items.event_id = told.event_id AND items.product_id = told.product_id
      WHERE NOT (told.original_price <=> items.original_price AND told.discount_price <=> items.discount_price)`,
  },
  {
    name: 'idempotency.resource',
    description: 'What a repeated request would be answered exists.',
    table: 'idempotency_keys',
    sql: `
      SELECT kept.user_id AS id, CONCAT('a key of this user names ', resource_id) AS detail FROM idempotency_keys AS kept
      LEFT JOIN orders ON order_id = resource_id LEFT JOIN products ON product_id = resource_id
      LEFT JOIN hot_deals ON event_id = resource_id
      WHERE order_id IS NULL AND product_id IS NULL AND event_id IS NULL`,
  },
];
