import type { IntegrityCheck } from '#platform/integrity/integrity-check';

/**
 * Checks of the platform's own tables. The publications of a dead instance wait until its lease ends. A publication that
 * a living instance handles may be long work, such as notifying millions of subscribers.
 */
export const publicationChecks: readonly IntegrityCheck[] = [
  {
    name: 'publication.overdue',
    description: 'A publication is begun within 30 s of being due, and completed within 10 min.',
    table: 'event_publications',
    sql: `
      SELECT event_publications.id, CONCAT(handler, ', due since ', due_at, ', begun ', attempts, ' times') AS detail
      FROM event_publications LEFT JOIN instances ON instances.id = event_publications.owner
      WHERE state = 'DUE' AND (due_at <= :now - INTERVAL 10 MINUTE
        OR GREATEST(due_at, COALESCE(alive_until, due_at)) <= :now - INTERVAL 30 SECOND)`,
  },
  {
    name: 'publication.dead-letter',
    description: 'No publication is a dead letter.',
    table: 'event_publications',
    sql: `
      SELECT id, CONCAT(handler, ', begun ', attempts, ' times') AS detail FROM event_publications WHERE state = 'DEAD_LETTER'`,
  },
  {
    name: 'publication.id',
    description: 'The id of every publication is below the next one to be assigned.',
    table: 'event_publications',
    sql: `
      SELECT event_publications.id, CONCAT('the next is ', next_id) AS detail
      FROM id_blocks JOIN event_publications ON event_publications.id >= next_id WHERE name = 'event_publications'`,
  },
];
