import type { Rig } from '../rig';

/** Stores products with consecutive ids and returns the first one. */
export async function storeProducts(rig: Rig, count: number, price: number): Promise<number> {
  const [last] = await rig.query<{ id: number | null }>('SELECT MAX(product_id) AS id FROM products');
  const first = (last?.id ?? 0) + 1;
  await withNumbers(rig, count, async (fill) => {
    await fill(
      `INSERT INTO products (product_id, name, description, price, image_url, category)
       SELECT ${first} + n, CONCAT('thing ', ${first} + n), 'a thing', ${price}, 'https://images.example.com/1.jpg', 'OTHER'`,
      count,
    );
  });
  await rig.query('ANALYZE TABLE products');
  // The shop fills its search with them within ten seconds and some.
  await rig.query('UPDATE search_fill SET below_product_id = 9007199254740991');
  return first;
}

const NUMBERS = 'bench_numbers';
const DIGITS = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS digit`).join(' UNION ALL ');
/** Small enough for the log of the server, and for reports of progress. */
const IN_ONE_STATEMENT = 100_000;

/**
 * Lets the database itself generate millions of rows, from a table of numbers that exists while `work` runs.
 */
export async function withNumbers({ query }: Rig, count: number, work: (fill: Fill) => Promise<void>): Promise<void> {
  const places = String(count - 1).length;
  const tables = Array.from({ length: places }, (_, place) => `(${DIGITS}) AS d${place}`).join(' CROSS JOIN ');
  const sum = Array.from({ length: places }, (_, place) => `d${place}.digit * ${10 ** place}`).join(' + ');
  await query(`CREATE TABLE ${NUMBERS} (n BIGINT NOT NULL, PRIMARY KEY (n)) ENGINE = InnoDB`);
  await query(`INSERT INTO ${NUMBERS} (n) SELECT ${sum} AS n FROM ${tables} HAVING n < ${count}`);
  await work(async (insert, rows) => {
    for (let start = 0; start < rows; start += IN_ONE_STATEMENT) {
      const end = Math.min(rows, start + IN_ONE_STATEMENT);
      await query(`${insert} FROM ${NUMBERS} WHERE n >= ${start} AND n < ${end} ORDER BY n`);
    }
  });
  await query(`DROP TABLE ${NUMBERS}`);
}

/** Runs an `INSERT … SELECT` without its FROM for each number `n` from 0 to `rows` - 1. */
export type Fill = (insert: string, rows: number) => Promise<void>;
