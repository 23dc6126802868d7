import { Unavailable } from '#platform/domain-error';
import { isTableFull, isReadOnly, isServerFailure, numberOf } from './server-failure';

/** Error numbers that MariaDB and MySQL share, and the driver's codes and messages where there is no number. */
const RERUN = new Set([1213, 1205, 1020]);
/** 1317, 1969 and 3024: the server has ended the statement, for an operator or because it took too long. */
const UNREACHABLE_NUMBERS = new Set([1040, 1053, 1317, 1927, 1969, 2006, 2013, 3024, 3168, 4031]);
/** The server has ended a statement that took too long: MariaDB's number, and MySQL's. */
const STATEMENT_LIMIT_NUMBERS = new Set([1969, 3024]);
const UNREACHABLE_CODES = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const UNREACHABLE_MESSAGES = /closed state|Pool is closed|Connection lost|Queue limit/i;

/** A revision that the transaction relied on has been raised meanwhile. Nothing of the transaction is committed. */
export class RevisionChanged extends Error {
  readonly errno: number | undefined;

  constructor(cause: unknown) {
    super('A revision that the transaction relied on has changed', { cause });
    this.errno = numberOf(cause);
  }
}

/**
 * The transaction may be run again from its start: a deadlock, a lock wait timeout, MariaDB's "record has changed", a
 * changed revision.
 */
export function isRetryable(error: unknown): boolean {
  return RERUN.has(numberOf(error) ?? 0) || error instanceof RevisionChanged;
}

export function isDuplicateKey(error: unknown): boolean {
  return numberOf(error) === 1062;
}

/** The result of an expression is too large for its type. */
export function isOutOfRange(error: unknown): error is Error {
  return numberOf(error) === 1690;
}

/** The database did not respond, or closed the connection: the outcome of the running statement is unknown. */
export function isUnreachable(error: unknown): boolean {
  const number = numberOf(error);
  if (number !== undefined && UNREACHABLE_NUMBERS.has(number)) return true;
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string' && UNREACHABLE_CODES.has(code)) return true;
  return error instanceof Error && UNREACHABLE_MESSAGES.test(error.message);
}

/** The driver has sent nothing, because it knew that the connection was closed. */
export function isClosed(error: unknown): boolean {
  return error instanceof Error && /closed state/i.test(error.message);
}

class StatementTimeout extends Error {
  readonly code = 'ETIMEDOUT';

  constructor() {
    super('The database did not respond in time');
  }
}

/** A statement got no response in time; it may still be running. */
export function statementTimeout(): Error {
  return new StatementTimeout();
}

export function isStatementTimeout(error: unknown): boolean {
  return error instanceof StatementTimeout;
}

/** No one waits for the result of the statement any more. */
export class StatementAborted extends Error {
  constructor() {
    super('The caller no longer needs the result');
  }
}

/** The statement was ended because no one waits for it any more, or because it took longer than the server allows. */
export function isStatementEnded(error: unknown): boolean {
  const cause = error instanceof Unavailable ? error.cause : error;
  return cause instanceof StatementAborted || STATEMENT_LIMIT_NUMBERS.has(numberOf(cause) ?? 0);
}

/**
 * COMMIT was sent, and its outcome is not known: there was no answer, or the server failed in the middle of it. While it
 * is read-only or full it has committed nothing.
 */
export function isCommitUnknown(error: unknown): boolean {
  if (isUnreachable(error)) return true;
  return isServerFailure(error) && !isRetryable(error) && !isReadOnly(error) && !isTableFull(error);
}

/**
 * The connection was lost during COMMIT, or the server failed in it: the transaction may or may not have been committed,
 * and a SELECT that finds nothing proves nothing. Repeat the same writes with the same keys: they wait for the old
 * transaction, and a duplicate key means that it was committed.
 */
export class CommitUnknown extends Unavailable {
  constructor(cause: unknown) {
    super('The database', cause);
    this.name = 'CommitUnknown';
  }
}

/** The work was run again as often as it may be, and met a lock or another change every time. */
class Contended extends Unavailable {
  readonly errno: number | undefined;

  constructor(cause: unknown) {
    super('The database', cause);
    this.errno = numberOf(cause);
  }
}

/** The database, or another service, was unavailable, too busy or unwell: the same work may succeed later. */
export function isTransient(error: unknown): boolean {
  if (error instanceof Unavailable || isRetryable(error) || isUnreachable(error) || isServerFailure(error)) return true;
  return error instanceof Error && error.cause !== undefined && isTransient(error.cause);
}

/** What a caller gets when the database could not do its work: 503, and no word of the driver. */
export function toUnavailable(error: unknown): unknown {
  if (error instanceof Unavailable) return error;
  if (isRetryable(error)) return new Contended(error);
  return isUnreachable(error) || isServerFailure(error) ? new Unavailable('The database', error) : error;
}
