import type { Database } from '#platform/database/database';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** A time so many days back, as ISO 8601 in UTC. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString();
}

export function inDays(days: number): string {
  return daysAgo(-days);
}

/** Products called `thing <id>`, one for each price, in ascending order of their ids. */
export async function stockShelves(database: Database, prices: readonly number[]): Promise<number[]> {
  return database.transaction(async (tx) => {
    const [last] = await tx.query<{ id: number | null }>('SELECT MAX(product_id) AS id FROM products');
    const first = Number(last?.id ?? 0) + 1;
    const rows = prices.map((price, index) => [
      first + index,
      `thing ${first + index}`,
      'a thing',
      price,
      'http://a/b',
      'OTHER',
    ]);
    await tx.execute('INSERT INTO products (product_id, name, description, price, image_url, category) VALUES ?', [
      rows,
    ]);
    return prices.map((_, index) => first + index);
  });
}
