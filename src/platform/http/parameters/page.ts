import { ApiQuery } from '@nestjs/swagger';
import { decodeCursor, encodeCursor, type Parts, type Shape } from './cursor';
import { queryText } from './query-text';
import { readWhole } from './query';
import { parameter } from './parameter';

const LIMIT = { min: 1, max: 100 };
const LIMIT_IF_ABSENT = 20;

/** The part of a list that the client requests; `decodeCursor` reads `cursor`. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor: string | undefined;
}

export interface Paged<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** `?limit=` (1..100, default 20) and `?cursor=` as a `PageRequest`. */
export function Page(): ParameterDecorator {
  return parameter(
    (request): PageRequest => {
      const limit = queryText(request, 'limit');
      return {
        limit: limit === undefined ? LIMIT_IF_ABSENT : readWhole(limit, 'limit', LIMIT),
        cursor: queryText(request, 'cursor'),
      };
    },
    ApiQuery({
      name: 'cursor',
      required: false,
      description: 'the nextCursor of the page before',
      schema: { type: 'string' },
    }),
    ApiQuery({
      name: 'limit',
      required: false,
      schema: { type: 'integer', minimum: LIMIT.min, maximum: LIMIT.max, default: LIMIT_IF_ABSENT },
    }),
  );
}

/**
 * One page of a list. `read` gets the position after which the page begins, and a limit of one row more than the page
 * has: that row only shows that there is a next page. `positionOf` returns the position of a row in the order of the
 * list.
 * @throws DomainError VALIDATION_FAILED for a cursor of another list
 */
export async function readPage<Row, const S extends Shape>(
  { limit, cursor }: PageRequest,
  shape: S,
  read: (after: Parts<S> | undefined, limit: number) => Promise<readonly Row[]>,
  positionOf: (row: Row) => Parts<S>,
): Promise<Paged<Row>> {
  const rows = await read(decodeCursor(cursor, shape), limit + 1);
  return toPage(
    rows,
    limit,
    (row) => encodeCursor(positionOf(row)),
    (row) => row,
  );
}

/** Turns up to `limit` + 1 rows into a page: the last one only shows that there is a next page. */
export function toPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => string,
  itemOf: (row: Row) => T,
): Paged<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(itemOf),
    nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null,
  };
}
