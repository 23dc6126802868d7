/** A column of sealed texts, so that operators can count them by key and seal them anew. */
export interface SealedColumn {
  readonly table: string;
  /** the column with the primary key, a number */
  readonly key: string;
  /** the column with the sealed values; NULL: there is none */
  readonly column: string;
  /** what the text of this row is sealed for */
  readonly placeOf: (id: number) => string;
}

const defined: SealedColumn[] = [];

/**
 * Each module defines the sealed columns of its tables.
 * @throws Error when the column is defined already
 */
export function defineSealedColumn(column: SealedColumn): SealedColumn {
  if (defined.some((other) => other.table === column.table && other.column === column.column)) {
    throw new Error(`The sealed column ${column.table}.${column.column} is defined twice`);
  }
  defined.push(column);
  return column;
}

/** The sealed columns of all modules. */
export function sealedColumns(): readonly SealedColumn[] {
  return defined;
}
