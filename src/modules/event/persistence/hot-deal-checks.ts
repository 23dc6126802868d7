import type { IntegrityCheck } from '#platform/integrity/integrity-check';

/** A deal, its items and its signal are committed together, and so are its end and the signal of the end. */
export const hotDealChecks: readonly IntegrityCheck[] = [
  {
    name: 'event.items',
    description:
      'A deal has as many items as its product count, each with its window and its discount, and counts the deleted ones.',
    table: 'hot_deals',
    sql: `
      SELECT deals.event_id AS id, CONCAT(COUNT(items.product_id), ' of ', product_count, ' products, ', COALESCE(SUM(
        items.start_at <> deals.start_at OR items.end_at <> deals.end_at OR items.discount <> deals.discount
        OR items.discount_price <> GREATEST(1, items.original_price * (100 - items.discount) DIV 100)), 0),
        ' of them with another window or price than the deal') AS detail
      FROM hot_deals AS deals LEFT JOIN hot_deal_items AS items ON items.event_id = deals.event_id
      GROUP BY deals.event_id, product_count, deleted_product_count
      HAVING COUNT(items.product_id) <> product_count OR SUM(items.product_deleted) <> deleted_product_count OR SUM(
        items.start_at <> deals.start_at OR items.end_at <> deals.end_at OR items.discount <> deals.discount
        OR items.discount_price <> GREATEST(1, items.original_price * (100 - items.discount) DIV 100)) > 0`,
  },
  {
    name: 'event.item',
    description: 'Every item belongs to an existing deal.',
    table: 'hot_deal_items',
    sql: `
      SELECT items.event_id AS id, 'deal not found' AS detail
      FROM (SELECT DISTINCT event_id FROM hot_deal_items) AS items
      LEFT JOIN hot_deals ON hot_deals.event_id = items.event_id WHERE hot_deals.event_id IS NULL`,
  },
  {
    name: 'event.signal',
    description: 'Every deal has the signal of its creation.',
    table: 'hot_deals',
    sql: `
      SELECT deals.event_id AS id, 'has no signal of its creation' AS detail FROM hot_deals AS deals
      LEFT JOIN hot_deal_signals AS signals ON signals.event_id = deals.event_id AND kind = 'new-hot-deal'
      WHERE signals.event_id IS NULL`,
  },
  {
    name: 'event.transition',
    description:
      'The opening and the end of a deal are announced within 10 s, and every announced opening is followed by its end.',
    table: 'hot_deals',
    sql: `
      SELECT deals.event_id AS id, CONCAT('from ', start_at, ' to ', end_at, ', state ', announced, ', signals: ',
        IF(opened.seq IS NULL, '', 'opened '), IF(ended.seq IS NULL, '', 'ended')) AS detail
      FROM hot_deals AS deals
      LEFT JOIN hot_deal_signals AS opened ON opened.event_id = deals.event_id AND opened.kind = 'hot-deal-opened'
      LEFT JOIN hot_deal_signals AS ended ON ended.event_id = deals.event_id AND ended.kind = 'hot-deal-ended'
      WHERE (announced = 'CREATED' AND
          (GREATEST(start_at, created_at) <= :now - INTERVAL 10 SECOND OR opened.seq IS NOT NULL))
        OR (announced <> 'ENDED' AND (GREATEST(end_at, created_at) <= :now - INTERVAL 10 SECOND OR ended.seq IS NOT NULL))
        OR (announced = 'ENDED' AND opened.seq IS NOT NULL AND ended.seq IS NULL)`,
  },
  {
    name: 'event.signal-number',
    description: 'Every signal belongs to an existing deal, and its number does not exceed the counter.',
    table: 'hot_deal_signals',
    sql: `
      SELECT seq AS id, CONCAT('of deal ', signals.event_id, IF(deals.event_id IS NULL, ', which does not exist', ''),
        '; the counter is at ', COALESCE(last_seq, 'unknown')) AS detail
      FROM hot_deal_signals AS signals LEFT JOIN hot_deals AS deals ON deals.event_id = signals.event_id
      LEFT JOIN hot_deal_signal_counter ON hot_deal_signal_counter.id = 1
      WHERE deals.event_id IS NULL OR last_seq IS NULL OR seq > last_seq`,
  },
];
