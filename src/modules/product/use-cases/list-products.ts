import { Injectable } from '@nestjs/common';
import { cursorDate, decodeCursor, encodeCursor } from '#platform/http/parameters/cursor';
import { type Paged, type PageRequest, toPage } from '#platform/http/parameters/page';
import { type Product, tidyText } from '../domain/product';
import { type ProductFilter, ProductQueries } from '../persistence/product.queries';

@Injectable()
export class ListProducts {
  constructor(private readonly queries: ProductQueries) {}

  /** Newest first. */
  async execute({ category, namePart }: ProductFilter, page: PageRequest): Promise<Paged<Product>> {
    const cursor = decodeCursor(page.cursor, ['number', 'number']);
    const after = cursor && { createdAt: cursorDate(cursor[0]), productId: cursor[1] };
    const filter = { category, namePart: namePart === undefined ? undefined : tidyText(namePart) };
    const products = await this.queries.list(filter, after, page.limit + 1);
    return toPage(
      products,
      page.limit,
      ({ createdAt, productId }) => encodeCursor([createdAt.getTime(), productId]),
      (product) => product,
    );
  }
}
