import type { IntegrityCheck } from '#platform/integrity/integrity-check';

/** What must hold within the tables of products. */
export const productChecks: readonly IntegrityCheck[] = [
  {
    name: 'product.version',
    description: 'Every version of a product before its current one is kept, and no other.',
    table: 'products',
    sql: `
      SELECT product_id AS id, CONCAT('version ', version, ', the versions kept before it: ',
        (SELECT COUNT(*) FROM product_versions AS kept
         WHERE kept.product_id = products.product_id AND kept.version BETWEEN 1 AND products.version - 1)) AS detail
      FROM products WHERE version <> 1 + (SELECT COUNT(*) FROM product_versions AS kept
        WHERE kept.product_id = products.product_id AND kept.version BETWEEN 1 AND products.version - 1)
      UNION ALL
      SELECT kept.product_id, CONCAT('version ', kept.version, ' is kept, ',
        COALESCE(CONCAT('the current one is ', products.version), 'of no product'))
      FROM product_versions AS kept LEFT JOIN products ON products.product_id = kept.product_id
      WHERE products.product_id IS NULL OR kept.version NOT BETWEEN 1 AND products.version - 1`,
  },
];
