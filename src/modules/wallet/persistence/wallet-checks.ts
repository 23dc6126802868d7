import type { IntegrityCheck } from '#platform/integrity/integrity-check';

/** What the entries of each order say: their kinds in the order of the alphabet, and the points that each of them moved. */
const ENTRIES_OF_ORDERS = `(
  SELECT reference_id, MIN(user_id) AS user_id, GROUP_CONCAT(CONCAT(kind) ORDER BY CONCAT(kind)) AS kinds,
    MIN(IF(balance_delta = 0, ABS(reserved_delta), ABS(balance_delta))) AS least,
    MAX(IF(balance_delta = 0, ABS(reserved_delta), ABS(balance_delta))) AS most
  FROM wallet_entries WHERE reference = 'ORDER' GROUP BY reference_id
) AS entries`;

/** What must hold within the tables of the wallets, always: all that belongs to one change commits together. */
export const walletChecks: readonly IntegrityCheck[] = [
  {
    name: 'wallet.balance',
    description:
      'A wallet has what its entries sum up to, and never less than is reserved; each entry notes its balance.',
    table: 'wallets',
    sql: `
      SELECT wallets.user_id AS id, CONCAT('has ', balance, ' with ', wallets.reserved, ' reserved, its entries say ',
        COALESCE(entries.total, 0), ' and ', COALESCE(entries.reserved, 0)) AS detail
      FROM wallets LEFT JOIN (
        SELECT user_id, SUM(balance_delta) AS total, SUM(reserved_delta) AS reserved FROM wallet_entries GROUP BY user_id
      ) AS entries ON entries.user_id = wallets.user_id
      WHERE balance <> COALESCE(entries.total, 0) OR wallets.reserved <> COALESCE(entries.reserved, 0)
        OR wallets.reserved < 0 OR balance < wallets.reserved
      UNION ALL
      SELECT entry_id, CONCAT('of user ', user_id, ' notes a balance of ', balance_after, ' after it, which was ', running)
      FROM (
        SELECT entry_id, user_id, balance_after, SUM(balance_delta) OVER (PARTITION BY user_id ORDER BY entry_id) AS running
        FROM wallet_entries
      ) AS summed WHERE balance_after <> running
      UNION ALL
      SELECT entry_id, CONCAT('is of user ', entries.user_id, ', who has no wallet')
      FROM wallet_entries AS entries LEFT JOIN wallets ON wallets.user_id = entries.user_id WHERE wallets.user_id IS NULL`,
  },
  {
    name: 'wallet.reserved',
    description:
      'What a wallet has reserved is what its orders hold, and each reservation has the entries of its state.',
    table: 'wallets',
    sql: `
      SELECT wallets.user_id AS id, CONCAT('has ', wallets.reserved, ' reserved, its orders hold ', COALESCE(held.amount, 0)) AS detail
      FROM wallets LEFT JOIN (
        SELECT user_id, SUM(amount) AS amount FROM wallet_reservations WHERE state = 'HELD' GROUP BY user_id
      ) AS held ON held.user_id = wallets.user_id
      WHERE wallets.reserved <> COALESCE(held.amount, 0)
      UNION ALL
      SELECT reservations.user_id, CONCAT('order ', order_id, ' is ', state, ' with the entries ', COALESCE(kinds, 'none'))
      FROM wallet_reservations AS reservations LEFT JOIN ${ENTRIES_OF_ORDERS} ON entries.reference_id = order_id
      WHERE NOT (CASE state WHEN 'HELD' THEN kinds = 'RESERVE' WHEN 'CONSUMED' THEN kinds = 'CONSUME,RESERVE'
          WHEN 'RELEASED' THEN kinds IN ('RELEASE,RESERVE', 'CONSUME,REFUND,RESERVE') ELSE kinds IS NULL END <=> 1)
        OR entries.user_id <> reservations.user_id OR least <> amount OR most <> amount
      UNION ALL
      SELECT entries.user_id, CONCAT('order ', entries.reference_id, ' has no reservation, but the entries ', kinds)
      FROM ${ENTRIES_OF_ORDERS} LEFT JOIN wallet_reservations ON order_id = entries.reference_id
      WHERE order_id IS NULL`,
  },
  {
    name: 'wallet.spending',
    description: 'A payment by points has its entry exactly if it was decided as spent.',
    table: 'wallet_spendings',
    sql: `
      SELECT payment_id AS id, CONCAT(outcome, ' ', amount, ', its entry says ', COALESCE(-balance_delta, 'nothing')) AS detail
      FROM wallet_spendings AS spendings LEFT JOIN wallet_entries AS entries
        ON reference = 'PAYMENT' AND reference_id = payment_id AND kind = 'SPEND'
      WHERE NOT (IF(outcome = 'SPENT', -amount, NULL) <=> balance_delta)
        OR entries.user_id <> spendings.user_id
      UNION ALL
      SELECT reference_id, CONCAT('was not decided, its entry says ', -balance_delta)
      FROM wallet_entries LEFT JOIN wallet_spendings ON payment_id = reference_id
      WHERE reference = 'PAYMENT' AND kind = 'SPEND' AND payment_id IS NULL`,
  },
];
