import { Loader, type Load } from '../rig/load';
import { oneOf } from '../rig/order-load';
import type { Rig } from '../rig/rig';

/** Shares of all requests of the crowd. */
const SHARES = { plain: 0.4, keyed: 0.15, waiting: 0.1, products: 0.2, deals: 0.15 };
const CONNECTIONS = 16;
const USERS = 5_000;

export interface Catalogue {
  /** products with units in stock */
  readonly stocked: readonly number[];
  /** all products that deals may include, the stocked ones too */
  readonly all: readonly number[];
}

/** Many clients that order and read at a given rate; each kind of request comes from a process of its own. */
export class Crowd {
  private readonly loaders = Object.keys(SHARES).map(() => new Loader());
  private turns = 0;
  keyed = 0;
  failed = 0;

  constructor(
    private readonly rig: Rig,
    private readonly catalogue: Catalogue,
    /** requests per second */
    private readonly rate: number,
  ) {}

  async run(seconds: number): Promise<void> {
    const loads = this.loads(this.turns++);
    await Promise.all(
      this.loaders.map(async (loader, index) => {
        const { share, success, ...load } = loads[index] ?? missing();
        const rate = Math.max(1, Math.round(this.rate * share));
        const amount = rate * seconds;
        const { statuses } = await loader.run({ ...load, connections: CONNECTIONS, rate, amount });
        const succeeded = success.reduce((sum, status) => sum + (statuses[status] ?? 0), 0);
        this.failed += amount - succeeded;
        if (load.keys !== undefined) this.keyed += succeeded;
      }),
    );
  }

  close(): void {
    for (const loader of this.loaders) loader.close();
  }

  private loads(turn: number): Kind[] {
    const { rig, catalogue } = this;
    const orders = {
      url: `${rig.server.address}/api/orders/products`,
      method: 'POST',
      tokens: rig.tokens(USERS),
      bodies: catalogue.stocked.map(oneOf),
    } as const;
    const paths = catalogue.all.map((productId) => `/api/products/${productId}`);
    const searched = catalogue.all.map((_, index) => ({
      productIds: Array.from({ length: 10 }, (_, next) => catalogue.all[(index + next * 7) % catalogue.all.length]),
    }));
    const { address } = rig.server;
    return [
      { ...orders, share: SHARES.plain, success: [202] },
      { ...orders, share: SHARES.keyed, success: [202], keys: `turn-${turn}` },
      { ...orders, share: SHARES.waiting, success: [201], headers: { prefer: 'wait=10' } },
      { url: address, method: 'GET', tokens: orders.tokens, paths, share: SHARES.products, success: [200] },
      {
        url: `${address}/api/event/search-event`,
        method: 'POST',
        tokens: orders.tokens,
        bodies: searched.map((search) => JSON.stringify(search)),
        share: SHARES.deals,
        success: [200],
      },
    ];
  }
}

interface Kind extends Omit<Load, 'connections' | 'amount' | 'rate'> {
  readonly share: number;
  /** the statuses of successful answers */
  readonly success: readonly number[];
}

function missing(): never {
  throw new Error('Each process must have a load');
}
