import type { IntegrityCheck } from '#platform/integrity/integrity-check';

/** Products that a pending event will still store; those of a deal are not in its event. */
const PENDING_PRODUCTS = `
  SELECT pending.product_id
  FROM event_publications JOIN JSON_TABLE(IF(JSON_VALID(payload), payload, '[]'), '$[*]'
    COLUMNS (product_id BIGINT PATH '$.productId')) AS pending
  WHERE state = 'DUE' AND handler LIKE 'search.%' AND pending.product_id IS NOT NULL`;

/** An import, a deal or the first fill is still to be stored: then no product is reported. */
const ALL_STORED = `
  NOT EXISTS (SELECT 1 FROM search_fill WHERE below_product_id > 0)
  AND NOT EXISTS (SELECT 1 FROM event_publications WHERE state = 'DUE' AND handler IN ('search.index-imported-products',
    'search.index-created-deals', 'search.index-opened-and-ended-deals', 'search.index-changed-deals'))`;

const STORED = `products JOIN search_products AS entry ON entry.product_id = products.product_id`;

/** What lists and searches show must be what the catalogue, the deals and the stock say. */
export const searchChecks: readonly IntegrityCheck[] = [
  {
    name: 'search.product',
    description: 'Lists have every product that exists, and no other.',
    table: 'products',
    sql: `
      SELECT products.product_id AS id, IF(deleted_at IS NULL, 'is in no list', 'is in lists, but deleted') AS detail
      FROM products LEFT JOIN search_products AS entry ON entry.product_id = products.product_id
      WHERE (deleted_at IS NULL) <> (COALESCE(entry.deleted, 1) = 0) AND ${ALL_STORED}
        AND products.product_id NOT IN (${PENDING_PRODUCTS})
      UNION ALL
      SELECT entry.product_id, 'is in lists, but never existed'
      FROM search_products AS entry LEFT JOIN products ON products.product_id = entry.product_id
      WHERE products.product_id IS NULL AND entry.deleted = 0
        AND entry.product_id NOT IN (${PENDING_PRODUCTS})`,
  },
  {
    name: 'search.text',
    description: 'Searches look through the current name and description of a product, in its category.',
    table: 'products',
    sql: `
      SELECT products.product_id AS id, 'is searched by another text, category or time' AS detail FROM ${STORED}
      WHERE deleted_at IS NULL AND deleted = 0 AND (source_crc <> CRC32(CONCAT(name, '\\n', description))
          OR entry.category <> products.category OR entry.created_at <> products.created_at)
        AND ${ALL_STORED} AND products.product_id NOT IN (${PENDING_PRODUCTS})`,
  },
  {
    name: 'search.price',
    description:
      'Lists are filtered and sorted by the prices that are charged now. Deals that begin or end are stored within 10 s.',
    table: 'products',
    sql: `
      SELECT id, CONCAT('listed at ', listed, ' with a discount of ', discount, ' percent, costs ',
        COALESCE(offer, ordinary)) AS detail
      FROM (
        SELECT products.product_id AS id, entry.price AS listed, entry.discount, products.price AS ordinary,
          (SELECT MIN(discount_price) FROM hot_deal_items AS items WHERE items.product_id = products.product_id
            AND start_at <= :now AND end_at > :now AND discount_price <= products.price) AS offer
        FROM ${STORED} WHERE deleted_at IS NULL AND deleted = 0 AND ${ALL_STORED}
      ) AS listed
      WHERE (listed <> COALESCE(offer, ordinary) OR (discount > 0) <> (offer IS NOT NULL))
        AND id NOT IN (${PENDING_PRODUCTS})
        AND NOT EXISTS (SELECT 1 FROM hot_deal_items AS moving WHERE moving.product_id = id
          AND (start_at BETWEEN :now - INTERVAL 10 SECOND AND :now OR end_at BETWEEN :now - INTERVAL 10 SECOND AND :now))`,
  },
  {
    name: 'search.available',
    description: 'Lists show a product as available while it has units.',
    table: 'products',
    sql: `
      SELECT products.product_id AS id, CONCAT('has ', COALESCE(quantity, 0), ' units, and is listed as ',
        IF(available = 1, 'available', 'sold out')) AS detail
      FROM ${STORED} LEFT JOIN stocks ON stocks.product_id = products.product_id AND retired = 0
      WHERE deleted_at IS NULL AND deleted = 0 AND (available = 1) <> (COALESCE(quantity, 0) > 0) AND ${ALL_STORED}
        AND products.product_id NOT IN (${PENDING_PRODUCTS})`,
  },
];
