import type { Rig } from '../rig';

const NUMBERS = 'bench_numbers';
const DIGITS = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS digit`).join(' UNION ALL ');
/** Small enough for the server's log, and to show how far it came. */
const IN_ONE_STATEMENT = 100_000;

/**
 * Rows by the million, made by the database itself. Where they come from is there while
 * `work` is under way.
 */
export async function withNumbers({ ask }: Rig, count: number, work: (fill: Fill) => Promise<void>): Promise<void> {
  const places = String(count - 1).length;
  const tables = Array.from({ length: places }, (_, place) => `(${DIGITS}) AS d${place}`).join(' CROSS JOIN ');
  const sum = Array.from({ length: places }, (_, place) => `d${place}.digit * ${10 ** place}`).join(' + ');
  await ask(`CREATE TABLE ${NUMBERS} (n BIGINT NOT NULL, PRIMARY KEY (n)) ENGINE = InnoDB`);
  await ask(`INSERT INTO ${NUMBERS} (n) SELECT ${sum} AS n FROM ${tables} HAVING n < ${count}`);
  await work(async (insert, rows) => {
    for (let start = 0; start < rows; start += IN_ONE_STATEMENT) {
      const end = Math.min(rows, start + IN_ONE_STATEMENT);
      await ask(`${insert} FROM ${NUMBERS} WHERE n >= ${start} AND n < ${end} ORDER BY n`);
    }
  });
  await ask(`DROP TABLE ${NUMBERS}`);
}

/** An `INSERT … SELECT` without its FROM, for each number `n` from 0 to `rows` - 1. */
export type Fill = (insert: string, rows: number) => Promise<void>;
