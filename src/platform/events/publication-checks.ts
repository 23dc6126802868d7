import type { IntegrityCheck } from '#platform/integrity/integrity-check';

/**
 * What the ground's own tables must say. A dead instance's deliveries wait from the end of its lease; one in living
 * hands may be long work, which a fan-out to millions of subscribers is.
 */
export const publicationChecks: readonly IntegrityCheck[] = [
  {
    name: 'publication.overdue',
    description: 'A delivery is begun within 30 s of being due, and done within 10 min of being begun.',
    table: 'event_publications',
    sql: `
      SELECT event_publications.id, CONCAT(handler, ', due since ', due_at, ', begun ', attempts, ' times') AS detail
      FROM event_publications LEFT JOIN instances ON instances.id = event_publications.owner
      WHERE state = 'DUE' AND (due_at <= :now - INTERVAL 10 MINUTE
        OR GREATEST(due_at, COALESCE(alive_until, due_at)) <= :now - INTERVAL 30 SECOND)`,
  },
  {
    name: 'publication.dead-letter',
    description: 'No delivery has failed until it was set aside.',
    table: 'event_publications',
    sql: `
      SELECT id, CONCAT(handler, ', begun ', attempts, ' times') AS detail FROM event_publications WHERE state = 'DEAD_LETTER'`,
  },
  {
    name: 'publication.id',
    description: 'The id of a delivery is below the next one to be handed out.',
    table: 'event_publications',
    sql: `
      SELECT event_publications.id, CONCAT('the next is ', next_id) AS detail
      FROM id_blocks JOIN event_publications ON event_publications.id >= next_id WHERE name = 'event_publications'`,
  },
];
