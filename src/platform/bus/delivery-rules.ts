import type { AuditRule } from '#platform/audit/audit-rule';

/**
 * What the ground's own tables must say. A dead instance's deliveries wait from the end of its lease; one in living
 * hands may be long work, which a fan-out to millions of subscribers is.
 */
export const deliveryRules: readonly AuditRule[] = [
  {
    name: 'delivery.overdue',
    description: 'A delivery is begun within 30 s of being due, and done within 10 min of being begun.',
    table: 'deliveries',
    sql: `
      SELECT deliveries.id, CONCAT(reaction, ', due since ', due_at, ', begun ', attempts, ' times') AS detail
      FROM deliveries LEFT JOIN instances ON instances.id = deliveries.owner
      WHERE state = 'DUE' AND (due_at <= :now - INTERVAL 10 MINUTE
        OR GREATEST(due_at, COALESCE(alive_until, due_at)) <= :now - INTERVAL 30 SECOND)`,
  },
  {
    name: 'delivery.parked',
    description: 'No delivery has failed until it was set aside.',
    table: 'deliveries',
    sql: `
      SELECT id, CONCAT(reaction, ', begun ', attempts, ' times') AS detail FROM deliveries WHERE state = 'PARKED'`,
  },
  {
    name: 'delivery.id',
    description: 'The id of a delivery is below the next one to be handed out.',
    table: 'deliveries',
    sql: `
      SELECT deliveries.id, CONCAT('the next is ', next_id) AS detail
      FROM id_blocks JOIN deliveries ON deliveries.id >= next_id WHERE name = 'deliveries'`,
  },
];
