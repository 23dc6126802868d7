import type { IntegrityCheck } from '#platform/integrity/integrity-check';

/** The product ids in this table that do not exist; deleted products stay as rows. */
const withoutProduct = (table: string): string => `
  SELECT refs.product_id AS id, 'there has never been such a product' AS detail
  FROM (SELECT DISTINCT product_id FROM ${table}) AS refs
  LEFT JOIN products ON products.product_id = refs.product_id WHERE products.product_id IS NULL`;

/** References to rows of other modules, which no foreign key guards. */
export const catalogueChecks: readonly IntegrityCheck[] = [
  {
    name: 'product.stocked',
    description: 'Every stock level belongs to a product.',
    table: 'products',
    sql: withoutProduct('stocks'),
  },
  {
    name: 'product.ordered',
    description: 'Every order line refers to a product.',
    table: 'products',
    sql: withoutProduct('order_items'),
  },
  {
    name: 'product.ordered-version',
    description: 'An order line that names a version of its product names one that there was.',
    table: 'order_items',
    sql: `
      SELECT order_id AS id, CONCAT('line ', line, ': version ', product_version, ' of product ', products.product_id,
        ', which has version ', version) AS detail
      FROM order_items JOIN products ON products.product_id = order_items.product_id
      WHERE product_version NOT BETWEEN 1 AND version`,
  },
  {
    name: 'product.in-deal',
    description: 'Every deal item refers to a product.',
    table: 'products',
    sql: withoutProduct('hot_deal_items'),
  },
  {
    name: 'product.subscribed',
    description: 'Every subscription refers to a product.',
    table: 'products',
    sql: withoutProduct('subscriptions'),
  },
  {
    name: 'product.in-cart',
    description: 'Every line of a cart refers to a product.',
    table: 'products',
    sql: withoutProduct('cart_items'),
  },
  {
    name: 'product.wished',
    description: 'Every wish refers to a product.',
    table: 'products',
    sql: withoutProduct('wishes'),
  },
  {
    name: 'product.retired',
    description: 'A stock level is retired if and only if its product is deleted.',
    table: 'products',
    sql: `
      SELECT products.product_id AS id, IF(deleted_at IS NULL, 'retired, not deleted', 'deleted, not retired') AS detail
      FROM products LEFT JOIN stocks ON stocks.product_id = products.product_id
      WHERE (deleted_at IS NOT NULL) <> COALESCE(retired, 0) AND products.product_id NOT IN (
        SELECT pending.product_id FROM event_publications JOIN JSON_TABLE(IF(JSON_VALID(payload), payload, '[]'), '$[*]'
          COLUMNS (product_id BIGINT PATH '$.productId')) AS pending
        WHERE state = 'DUE' AND handler = 'stock.retire' AND pending.product_id IS NOT NULL)`,
  },
  {
    name: 'notification.deal',
    description: 'A notification names a product of its deal, at the prices of the deal.',
    table: 'notifications',
    sql: `
      SELECT notification_id AS id, CONCAT('deal ', sent.event_id, ', product ', sent.product_id) AS detail
      FROM notifications AS sent LEFT JOIN hot_deal_items AS items
        ON items.event_id = sent.event_id AND items.product_id = sent.product_id
      WHERE NOT (sent.original_price <=> items.original_price AND sent.discount_price <=> items.discount_price)`,
  },
  {
    name: 'idempotency.resource',
    description: 'The resource that a repeated request would return exists.',
    table: 'idempotency_keys',
    sql: `
      SELECT used.user_id AS id, CONCAT('a key of this user names ', resource_id) AS detail FROM idempotency_keys AS used
      LEFT JOIN orders ON orders.order_id = resource_id LEFT JOIN products ON product_id = resource_id
      LEFT JOIN hot_deals ON event_id = resource_id LEFT JOIN coupons ON coupon_id = resource_id
      LEFT JOIN wallet_entries ON reference = 'CHARGE' AND reference_id = resource_id
      LEFT JOIN payments ON payments.payment_id = resource_id
      LEFT JOIN shipment_returns AS returns ON return_id = resource_id
      WHERE orders.order_id IS NULL AND product_id IS NULL AND event_id IS NULL AND coupon_id IS NULL
        AND entry_id IS NULL AND payments.payment_id IS NULL AND return_id IS NULL`,
  },
];
