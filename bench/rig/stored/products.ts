import type { Rig } from '../rig';
import { withNumbers } from './numbers';

/** Products called `thing <id>` with following ids; answers the first. */
export async function storeProducts(rig: Rig, count: number, price: number): Promise<number> {
  const [last] = await rig.ask<{ id: number | null }>('SELECT MAX(product_id) AS id FROM products');
  const first = (last?.id ?? 0) + 1;
  await withNumbers(rig, count, async (fill) => {
    await fill(
      `INSERT INTO products (product_id, name, description, price, image_url, category)
       SELECT ${first} + n, CONCAT('thing ', ${first} + n), 'a thing', ${price}, 'https://images.example.com/1.jpg', 'OTHER'`,
      count,
    );
  });
  await rig.ask('ANALYZE TABLE products');
  return first;
}
