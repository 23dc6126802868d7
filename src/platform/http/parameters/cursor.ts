import { invalidField } from '#platform/http/invalid';
import { isPlainText } from './query-text';

type Part = number | string;
const LONGEST_CURSOR = 1_024;

/** The position at which a page ended, as an opaque text that clients send back for the next page. */
export function encodeCursor(parts: readonly Part[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** The type of each part; a number is a safe integer, which may be negative. */
export type Shape = readonly ('number' | 'string')[];
export type Parts<S extends Shape> = { -readonly [K in keyof S]: S[K] extends 'number' ? number : string };

/**
 * The parts of a cursor that `encodeCursor` made, or `undefined` when there is none.
 * @throws DomainError VALIDATION_FAILED when it is anything else
 */
export function decodeCursor<const S extends Shape>(cursor: string | undefined, shape: S): Parts<S> | undefined {
  if (cursor === undefined) return undefined;
  const parts = cursor.length <= LONGEST_CURSOR ? parsed(cursor) : undefined;
  if (!Array.isArray(parts) || parts.length !== shape.length || encodeCursor(parts as Part[]) !== cursor) {
    throw invalidCursor();
  }
  shape.forEach((kind, index) => {
    const part: unknown = parts[index];
    if (kind === 'number' ? !Number.isSafeInteger(part) : typeof part !== 'string' || !isPlainText(part)) {
      throw invalidCursor();
    }
  });
  return parts as Parts<S>;
}

/** The date in a cursor. @throws DomainError VALIDATION_FAILED unless it is in the years 1970 to 9999 */
export function cursorDate(milliseconds: number): Date {
  const date = new Date(milliseconds);
  const year = date.getUTCFullYear();
  if (Number.isNaN(year) || year < 1970 || year > 9999) throw invalidCursor();
  return date;
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function invalidCursor(): Error {
  return invalidField('cursor', 'NOT_A_CURSOR', 'must be a nextCursor of this list');
}
