import type { ProductClient } from '#product';
import { MetIds } from './met-ids';
import type { Problems } from './problems';

interface Naming {
  readonly line: number;
  readonly productId: number;
}

/** The products that a file names: each must be there, and be named once. */
export class NamedProducts {
  private readonly met = new MetIds();

  constructor(private readonly products: ProductClient) {}

  async check(namings: readonly Naming[], problems: Problems): Promise<void> {
    if (namings.length === 0) return;
    const there = await this.products.read([...new Set(namings.map(({ productId }) => productId))]);
    for (const { line, productId } of namings) {
      if (!there.has(productId)) problems.add(line, 'productId', `there is no product ${productId}`);
      else if (!this.met.meet(productId)) problems.add(line, 'productId', `product ${productId} is in the file twice`);
    }
  }
}
