import type { IntegrityCheck } from '#platform/integrity/integrity-check';
import { MAX_ADDRESSES } from '../domain/address';

/** What must hold of the addresses of users. */
export const addressChecks: readonly IntegrityCheck[] = [
  {
    name: 'user.addresses',
    description: `Only a live profile has addresses: at most ${MAX_ADDRESSES}, of which exactly one is the default.`,
    table: 'users',
    sql: `
      SELECT addresses.user_id AS id, CONCAT(COUNT(*), ' addresses, ', COUNT(is_default), ' the default, of a profile that is ',
        COALESCE(MAX(CONCAT(state)), 'missing')) AS detail
      FROM addresses LEFT JOIN users ON users.user_id = addresses.user_id
      GROUP BY addresses.user_id
      HAVING COUNT(*) > ${MAX_ADDRESSES} OR COUNT(is_default) <> 1 OR NOT (MAX(CONCAT(state)) <=> 'LIVE')`,
  },
  {
    name: 'user.address',
    description: 'An address is sealed in a known version, and its id is below the next id to be assigned.',
    table: 'addresses',
    sql: `
      SELECT address_id AS id, CONCAT('its version is ', HEX(SUBSTRING(address_sealed, 1, 1)), ', the next id ', next_id) AS detail
      FROM id_blocks JOIN addresses ON address_id >= next_id OR HEX(SUBSTRING(address_sealed, 1, 1)) <> '01'
      WHERE name = 'addresses'`,
  },
];
