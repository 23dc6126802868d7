import { isCommitUnknown, isTransient, toUnavailable } from './errors';
import { Unavailable } from '#platform/domain-error';
import { isDamagedTable, isFull, isServerFailure } from './server-failure';

/** Errors as MariaDB 10.11 and MySQL 9.7 have sent them (2026-11-30). */
const error = (errno: number, sqlState: string, message = ''): Error =>
  Object.assign(new Error(message), { errno, sqlState });

test.each([
  ['read_only', 1290, 'HY000'],
  ['a session that only reads', 1792, '25006'],
  ['innodb_read_only on MySQL', 1836, 'HY000'],
  ['innodb_read_only on MariaDB', 1036, 'HY000'],
  ['a full disk', 1021, 'HY000'],
  ['a table without room', 1114, 'HY000'],
  ['no memory', 1041, 'HY000'],
  ['no memory for a statement', 1037, 'HY001'],
  ['the limit of the account', 1226, '42000'],
  ['an account without the privilege', 1142, '42000'],
  ['a wrong password', 1045, '28000'],
  ['a locked account on MariaDB', 4151, 'HY000'],
  ['too many connections', 1040, '08004'],
  ['a damaged table', 1877, 'HY000'],
  ['a missing file of a table', 1030, 'HY000'],
  ['a node without its cluster', 1047, '08S01'],
  ['a number that no list names', 4999, 'HY000'],
])('%s is unavailability (%i)', (_, errno, sqlState) => {
  const failure = error(errno, sqlState);
  expect(isServerFailure(failure)).toBe(true);
  expect(toUnavailable(failure)).toBeInstanceOf(Unavailable);
  expect(isTransient(new Error('wrapped', { cause: failure }))).toBe(true);
});

test.each([
  ['a duplicate key', 1062, '23000'],
  ['a syntax error', 1064, '42000'],
  ['a missing table', 1146, '42S02'],
  ['a number out of range', 1690, '22003'],
  ['a CHECK on MySQL', 3819, 'HY000'],
  ['a CHECK on MariaDB', 4025, '23000'],
  ['a wrong value on MySQL', 1366, 'HY000'],
])('%s is a fault of the statement (%i)', (_, errno, sqlState) => {
  const fault = error(errno, sqlState);
  expect(isServerFailure(fault)).toBe(false);
  expect(toUnavailable(fault)).toBe(fault);
});

test('a failure in the middle of COMMIT leaves the outcome unknown, a refusal to write does not', () => {
  expect(isCommitUnknown(error(1180, 'HY000', 'Got error 28 "No space left on device" during COMMIT'))).toBe(true);
  expect(isCommitUnknown(error(3, 'HY000', "Error writing file './log' (Errcode: 28)"))).toBe(true);
  expect([1290, 1114, 1213].map((errno) => isCommitUnknown(error(errno, 'HY000')))).toEqual([false, false, false]);
});

test('a full disk is no damaged table, though the storage engine reports both by one number', () => {
  const full = error(1030, 'HY000', 'Got error 28 "No space left on device" from storage engine InnoDB');
  expect([isFull(full), isDamagedTable(full)]).toEqual([true, false]);
  const missing = error(1030, 'HY000', 'Got error 194 "Tablespace is missing for a table" from storage engine InnoDB');
  expect([isFull(missing), isDamagedTable(missing)]).toEqual([false, true]);
});
