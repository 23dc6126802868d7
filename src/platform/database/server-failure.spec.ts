import { isCommitUnknown, isTransient, toUnavailable } from './errors';
import { Unavailable } from '#platform/domain-error';
import { isDamagedTable, isFull, isServerFailure, isUnforeseenFailure, needsNewConnection } from './server-failure';

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
  ['a text that another character set lacks', 3854, 'HY000'],
  ['a value that is not JSON on MariaDB', 4038, 'HY000'],
  ['a statement that is longer than a packet', 1153, '08S01'],
  ['a result that is longer than a packet', 1301, 'HY000'],
  ['an isolation level within a transaction', 1568, '25001'],
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

test.each([
  [[1290, 1792, 1836, 1874, 1036, 3989], true],
  [[1044, 1142, 1143, 1203, 1226, 1227, 1370], true],
  [[1021, 1114, 3675, 1877, 1041, 4999], false],
])('of the failures %j a new connection may help: %s', (numbers, helps) => {
  expect(numbers.map((errno) => needsNewConnection(error(errno, 'HY000')))).toEqual(numbers.map(() => helps));
});

test('each number of a full disk or a damaged table is known as such', () => {
  expect([1021, 1114, 3675].filter((errno) => !isFull(error(errno, 'HY000')))).toEqual([]);
  const damaged = [1016, 1017, 1030, 1033, 1034, 1194, 1195, 1712, 1812, 1814, 1877, 1932];
  expect(damaged.filter((errno) => !isDamagedTable(error(errno, 'HY000')))).toEqual([]);
});

test('only a failure of the server that no list names is unforeseen', () => {
  expect([4999, 1105].map((errno) => isUnforeseenFailure(error(errno, 'HY000')))).toEqual([true, true]);
  const foreseen = [1290, 1114, 1877, 1041, 1205, 4151].map((errno) => error(errno, 'HY000'));
  foreseen.push(error(1226, '42000'), error(1040, '08004'), error(1064, '42000'), error(1366, 'HY000'));
  expect(foreseen.filter(isUnforeseenFailure)).toEqual([]);
});
