import { crc32 } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { HotDealClient } from '#event';
import { ProductCatalogue, type ProductDetails } from '#product';
import { StockLevels } from '#stock';
import type { Transaction } from '#platform/database/transaction';
import { searchableText } from '../domain/searchable-text';
import { type ProductTruth, SearchProductRepository } from '../persistence/search-product.repository';

/** Products that are stored in one transaction: from 1,000 ids on MariaDB turns the list into a temporary table. */
export const INDEXED_TOGETHER = 900;
/** Another instance has stored some of the products each time since they were read. */
const MAX_READINGS = 10;

/**
 * Stores products as they are now. What changed does not matter, nor how often or in which order changes are announced:
 * the truth is read anew from those who own it, after the announcement.
 */
@Injectable()
export class ProductIndexer {
  constructor(
    private readonly catalogue: ProductCatalogue,
    private readonly deals: HotDealClient,
    private readonly stock: StockLevels,
    private readonly products: SearchProductRepository,
  ) {}

  /** @param also runs in the transaction that stores the last of them */
  async execute(
    productIds: readonly number[],
    also: (tx: Transaction) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const ids = [...new Set(productIds)].sort((one, other) => one - other);
    for (let start = 0; start < ids.length; start += INDEXED_TOGETHER) {
      const isLast = start + INDEXED_TOGETHER >= ids.length;
      await this.store(ids.slice(start, start + INDEXED_TOGETHER), isLast ? also : () => Promise.resolve());
    }
  }

  private async store(productIds: readonly number[], also: (tx: Transaction) => Promise<void>): Promise<void> {
    let left = productIds;
    for (let readings = 0; left.length > 0; readings++) {
      if (readings === MAX_READINGS) throw new Error(`Products changed while they were read: ${left.join(', ')}`);
      const before = await this.products.changeNumbers(left);
      left = await this.products.write(await this.read(left), before, also);
    }
  }

  private async read(productIds: readonly number[]): Promise<ProductTruth[]> {
    const products = new Map((await this.catalogue.findAll(productIds)).map((one) => [one.productId, one]));
    const existing = [...products.keys()];
    if (existing.length === 0) return productIds.map((productId) => ({ productId, deleted: true }));
    const [offers, inStock] = await Promise.all([this.deals.readBestOffers(existing), this.stock.inStock(existing)]);
    return productIds.map((productId) => {
      const product = products.get(productId);
      if (product === undefined) return { productId, deleted: true };
      const offer = offers.bestFor(product);
      return {
        ...describe(product),
        price: offer?.discountPrice ?? product.productPrice,
        discount: offer?.eventDiscount ?? 0,
        available: inStock.has(productId),
      };
    });
  }
}

function describe(product: ProductDetails) {
  const { productId, productName, productDescription, productCategory, createdAt } = product;
  return {
    productId,
    deleted: false,
    text: searchableText(productName, productDescription),
    sourceCrc: crc32(`${productName}\n${productDescription}`),
    category: productCategory,
    createdAt,
  } as const;
}
