import type { IntegrityCheck } from '#platform/integrity/integrity-check';

/** Accounts and profiles must agree. A profile follows its account through an event. */
export const profileChecks: readonly IntegrityCheck[] = [
  {
    name: 'profile.account',
    description: 'An active account has a live profile with the same data, and no other account has one.',
    table: 'accounts',
    sql: `
      SELECT account_id AS id, CONCAT(status, ', its profile is ', COALESCE(CONCAT(state), 'missing'),
        IF(status = 'ACTIVE' AND state = 'LIVE', ', but differs', '')) AS detail
      FROM accounts LEFT JOIN users ON user_id = account_id
      WHERE ((status = 'ACTIVE' AND NOT (state <=> 'LIVE' AND users.email <=> accounts.email
               AND users.name <=> accounts.name AND CONCAT(users.role) <=> CONCAT(accounts.role)))
          OR (status IN ('WITHDRAWN', 'ROLLED_BACK') AND state <=> 'LIVE'))
        AND account_id NOT IN (
          SELECT pending.user_id FROM event_publications JOIN JSON_TABLE(IF(JSON_VALID(payload), payload, '[]'), '$[*]'
            COLUMNS (user_id BIGINT PATH '$.userId')) AS pending
          WHERE event_publications.state = 'DUE' AND pending.user_id IS NOT NULL
            AND handler IN ('auth.restore-profile', 'auth.withdraw-profile', 'auth.remove-profile',
              'auth.change-profile'))`,
  },
  {
    name: 'profile.owner',
    description: 'A live profile belongs to an account.',
    table: 'users',
    sql: `
      SELECT user_id AS id, 'there is no such account' AS detail
      FROM users LEFT JOIN accounts ON account_id = user_id WHERE state = 'LIVE' AND account_id IS NULL`,
  },
];
