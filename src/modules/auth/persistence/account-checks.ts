import type { IntegrityCheck } from '#platform/integrity/integrity-check';

/** Rules that must hold in the tables of accounts and sessions. */
export const accountChecks: readonly IntegrityCheck[] = [
  {
    name: 'account.sign-up',
    description: 'A sign-up ends within a minute.',
    table: 'accounts',
    sql: `
      SELECT account_id AS id, CONCAT('PENDING since ', created_at) AS detail FROM accounts
      WHERE status = 'PENDING' AND created_at <= :now - INTERVAL 1 MINUTE`,
  },
  {
    name: 'account.email',
    description: 'An account has an e-mail unless its sign-up was rolled back.',
    table: 'accounts',
    sql: `
      SELECT account_id AS id, CONCAT(status, IF(email IS NULL, ' without an e-mail', ' with an e-mail')) AS detail
      FROM accounts WHERE (email IS NULL) <> (status = 'ROLLED_BACK')`,
  },
  {
    name: 'account.id',
    description: 'The id of an account is below the next one to be handed out.',
    table: 'accounts',
    sql: `
      SELECT account_id AS id, CONCAT('the next is ', next_id) AS detail
      FROM id_blocks JOIN accounts ON account_id >= next_id WHERE id_blocks.name = 'accounts'`,
  },
  {
    name: 'login.leaf',
    description: 'A session has at most one unused refresh token: a live session is one row.',
    table: 'sessions',
    sql: `
      SELECT session_id AS id, CONCAT(COUNT(*), ' live rows, of account ', MIN(account_id), ', of the generations ',
        MIN(generation), ' to ', MAX(generation)) AS detail
      FROM sessions WHERE revoked_at IS NULL AND expires_at > :now GROUP BY session_id HAVING COUNT(*) > 1`,
  },
  {
    name: 'login.generation',
    description: 'A session records when its refresh token was last rotated, if it ever was.',
    table: 'sessions',
    sql: `
      SELECT session_id AS id, CONCAT('generation ', generation, ' of account ', account_id) AS detail
      FROM sessions WHERE generation < 0 OR (generation > 0) <> (rotated_at IS NOT NULL)`,
  },
  {
    name: 'login.account',
    description: 'An account that is not active has no live session.',
    table: 'sessions',
    sql: `
      SELECT session_id AS id, CONCAT('account ', accounts.account_id, ' is ', status) AS detail
      FROM accounts JOIN sessions ON sessions.account_id = accounts.account_id
      WHERE status <> 'ACTIVE' AND revoked_at IS NULL AND expires_at > :now`,
  },
];
