import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BatchedCache } from '#platform/caching/batched-cache';
import { Replica } from '#platform/database/replica';
import { Revisions } from '#platform/database/revisions';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { PRODUCT_CHANGED } from './product.repository';
import { ProductQueries } from './product.queries';
import { ProductClient, type ProductSnapshot } from '../product.contract';

const MOST_PRODUCTS = 100_000;
/** The contract's limit for what another instance has changed, even while the channel between them is down. */
const CONFIRMED_EVERY_MS = 1_000;
/** A product that somebody changes by hand, past the application, is seen after that time at the latest. */
const BELIEVED_FOR_MS = 30_000;

/** The answer to other modules, from memory. A changed product is forgotten at once, on every instance. */
@Injectable()
export class ProductCache extends ProductClient implements OnModuleInit {
  private readonly known: BatchedCache<number, ProductSnapshot>;

  constructor(
    private readonly queries: ProductQueries,
    private readonly channel: InstanceChannel,
    private readonly replica: Replica,
    revisions: Revisions,
  ) {
    super();
    this.known = new BatchedCache({
      most: MOST_PRODUCTS,
      maxAgeMs: BELIEVED_FOR_MS,
      revision: { read: () => revisions.of('products'), everyMs: CONFIRMED_EVERY_MS },
      load: (productIds) => queries.snapshots(productIds),
    });
  }

  onModuleInit(): void {
    this.channel.listen(PRODUCT_CHANGED, (productId) => {
      this.known.drop([productId as number]);
      this.replica.outdate();
    });
  }

  override find(productIds: readonly number[]): Promise<ReadonlyMap<number, ProductSnapshot>> {
    return this.known.find(productIds);
  }

  override read(productIds: readonly number[]): Promise<ReadonlyMap<number, ProductSnapshot>> {
    return this.queries.snapshots(productIds);
  }
}
