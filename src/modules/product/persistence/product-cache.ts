import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BatchedCache } from '#platform/caching/batched-cache';
import { Replica } from '#platform/database/replica';
import { Revisions } from '#platform/database/revisions';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { PRODUCT_CHANGED, PRODUCT_REVISION } from './product.repository';
import { ProductQueries } from './product.queries';
import { ProductVersionQueries } from './product-versions';
import { type LastKnownProduct, ProductClient, type ProductSnapshot, type ProductVersion } from '../product.contract';

const MAX_PRODUCTS = 100_000;
/** Bounds memory: with the longest texts, the details of a product take about 5 KB. */
const MAX_DETAILS = 5_000;
/** The contract's limit for changes of another instance; it also holds while the instance channel is down. */
const REVISION_CHECK_MS = 1_000;
/** A product that was changed in the database by hand is visible after this time at the latest. */
const MAX_AGE_MS = 30_000;

/** Serves products to other modules from memory. A changed product is dropped at once, on every instance. */
@Injectable()
export class ProductCache extends ProductClient implements OnModuleInit {
  private readonly products: BatchedCache<number, ProductSnapshot>;
  private readonly details: BatchedCache<number, LastKnownProduct>;

  constructor(
    private readonly queries: ProductQueries,
    private readonly versions: ProductVersionQueries,
    private readonly channel: InstanceChannel,
    private readonly replica: Replica,
    revisions: Revisions,
  ) {
    super();
    const age = {
      maxAgeMs: MAX_AGE_MS,
      revision: { read: () => revisions.of(PRODUCT_REVISION), everyMs: REVISION_CHECK_MS },
    };
    this.products = new BatchedCache({
      ...age,
      most: MAX_PRODUCTS,
      load: (productIds) => queries.snapshots(productIds),
    });
    this.details = new BatchedCache({
      ...age,
      most: MAX_DETAILS,
      load: (productIds) => queries.lastKnown(productIds),
    });
  }

  onModuleInit(): void {
    this.channel.subscribe(PRODUCT_CHANGED, (productId) => {
      this.products.drop([productId as number]);
      this.details.drop([productId as number]);
      this.replica.outdate();
    });
  }

  override find(productIds: readonly number[]): Promise<ReadonlyMap<number, ProductSnapshot>> {
    return this.products.find(productIds);
  }

  override read(productIds: readonly number[]): Promise<ReadonlyMap<number, ProductSnapshot>> {
    return this.queries.snapshots(productIds);
  }

  override lastKnown(productIds: readonly number[]): Promise<ReadonlyMap<number, LastKnownProduct>> {
    return this.details.find(productIds);
  }

  override asOf(productId: number, version: number): Promise<ProductVersion | undefined> {
    return this.versions.find(productId, version);
  }
}
