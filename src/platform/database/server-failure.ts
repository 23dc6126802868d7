/**
 * The server takes no writes: `read_only` or `super_read_only` (1290), a session that only reads (1792), `innodb_read_only`
 * (1836 and 1874, on MariaDB 1036), a schema that only reads (3989). Seen on MariaDB 10.11 and MySQL 9.7, 2026-11-30.
 */
const READ_ONLY = new Set([1290, 1792, 1836, 1874, 1036, 3989]);
/** The disk, or the file of a table, has no room left; the statement has changed nothing. */
const FULL = new Set([1021, 1114, 3675]);
/** The server refuses this account or its next statement, with a SQLSTATE that otherwise means a faulty statement. */
const ACCOUNT_REFUSED = new Set([1044, 1142, 1143, 1203, 1226, 1227, 1370]);
/** The file of a table is missing, damaged or of another version. */
const DAMAGED = new Set([1016, 1017, 1030, 1033, 1034, 1194, 1195, 1712, 1812, 1814, 1877, 1932]);
/** SQLSTATE classes of a server that cannot work: connection, read-only, account, rolled back, interrupted, all others. */
const SERVER_FAILED = /^(?:08|25|28|40|70|HY)/;
/**
 * Of these classes, the errors of a statement, of its values or of their size: repeating it cannot help. The numbers from
 * 3000 on are of MySQL, those from 4000 on of MariaDB. Found with about 110 faulty statements on MariaDB 10.11 and MySQL
 * 9.7, 2026-11-30.
 */
const FAULTY_STATEMENT = new Set([
  1093, 1094, 1100, 1111, 1116, 1137, 1153, 1179, 1191, 1193, 1210, 1221, 1229, 1238, 1267, 1270, 1271, 1295, 1298,
  1300, 1301, 1364, 1366, 1390, 1411, 1436, 1525, 1568, 1906, 3105, 3579, 3586, 3593, 3819, 3854, 4009, 4015, 4036,
  4037, 4038, 4039, 4041, 4042, 4078, 4079,
]);
/** Of the class HY, failures with a known cause that is in no other list: no memory, no thread, a refused host or account. */
const FORESEEN = new Set([1037, 1041, 1129, 1130, 1135, 1180, 1205, 3118, 4151]);

/** The server's number of an error. */
export function numberOf(error: unknown): number | undefined {
  const number = (error as { errno?: unknown } | null)?.errno;
  return typeof number === 'number' ? number : undefined;
}

/** The server refuses to write, as after a fail-over. */
export function isReadOnly(error: unknown): boolean {
  return READ_ONLY.has(numberOf(error) ?? 0);
}

/**
 * The same server may accept the statement over a new connection, or the name of the database may lead to another server
 * by now: after a fail-over, or when the account has got back what an open connection does not know about.
 */
export function needsNewConnection(error: unknown): boolean {
  return isReadOnly(error) || ACCOUNT_REFUSED.has(numberOf(error) ?? 0);
}

/** InnoDB found no room for a row: the statement has changed nothing. */
export function isTableFull(error: unknown): boolean {
  return FULL.has(numberOf(error) ?? 0);
}

/** The disk is full, however the server says it: MariaDB also sends numbers of its file system layer, below 1000. */
export function isFull(error: unknown): boolean {
  const number = numberOf(error);
  if (number === undefined || number < 0) return false;
  return (
    FULL.has(number) || (isServerFailure(error) && /No space left|errcode: 28\b|error 28\b/i.test(messageOf(error)))
  );
}

/** A table cannot be used until an operator repairs it. */
export function isDamagedTable(error: unknown): boolean {
  return DAMAGED.has(numberOf(error) ?? 0) && !isFull(error);
}

/**
 * The server could not do its work, whatever the statement was: it refuses writes or the account, its disk is full, a
 * file is damaged, or any other error that neither a statement nor its values can cause (docs/adr/0034).
 */
export function isServerFailure(error: unknown): boolean {
  const number = numberOf(error);
  const { sqlState } = (error ?? {}) as { readonly sqlState?: unknown };
  if (number === undefined || typeof sqlState !== 'string') return false;
  if (ACCOUNT_REFUSED.has(number)) return true;
  return SERVER_FAILED.test(sqlState) && !FAULTY_STATEMENT.has(number);
}

/**
 * A failure of the server that no list names, so it may be a fault of the program after all: it is answered like the
 * others, but the log must show it as an error.
 */
export function isUnforeseenFailure(error: unknown): boolean {
  if (!isServerFailure(error) || isReadOnly(error) || isFull(error) || isDamagedTable(error)) return false;
  const { sqlState } = error as { readonly sqlState: string };
  return sqlState.startsWith('HY') && !FORESEEN.has(numberOf(error) ?? 0);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
