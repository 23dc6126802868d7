import type { components } from '@hotdeal/client';

type InstanceCounts = components['schemas']['InstanceView'];

const COUNTED = ['placed', 'won', 'refused', 'soldOut', 'cancelled'] as const;
export type OrderCounts = Readonly<Record<(typeof COUNTED)[number], number>>;

const NO_ORDERS: OrderCounts = { placed: 0, won: 0, refused: 0, soldOut: 0, cancelled: 0 };

interface InstanceRates {
  readonly at: number;
  readonly orders: OrderCounts;
  readonly perSecond: OrderCounts;
}

/**
 * Rates of orders, from the counts that each instance keeps since its start. The first count of an instance is its
 * baseline, so that a new or restarted instance causes no jump; an instance that is gone is dropped.
 */
export class OrderRates {
  private instances = new Map<string, InstanceRates>();
  private sum = NO_ORDERS;

  /** Since the first update. */
  get total(): OrderCounts {
    return this.sum;
  }

  /** Takes the newest counts; returns the orders per second. */
  update(instances: readonly InstanceCounts[]): OrderCounts {
    const next = new Map<string, InstanceRates>();
    for (const instance of instances) next.set(instance.instanceId, this.updateInstance(instance));
    this.instances = next;
    return [...next.values()].reduce((sum, { perSecond }) => plus(sum, perSecond), NO_ORDERS);
  }

  private updateInstance({ instanceId, observedAt, orders }: InstanceCounts): InstanceRates {
    const at = Date.parse(observedAt);
    const before = this.instances.get(instanceId);
    if (before === undefined) return { at, orders, perSecond: NO_ORDERS };
    // Instances count once a second, as often as they are sampled: the same count again is not a second without orders.
    if (at <= before.at) return before;
    const happened = each((count) => orders[count] - before.orders[count]);
    this.sum = plus(this.sum, happened);
    return { at, orders, perSecond: each((count) => (happened[count] * 1_000) / (at - before.at)) };
  }
}

function each(count: (name: (typeof COUNTED)[number]) => number): OrderCounts {
  return Object.fromEntries(COUNTED.map((name) => [name, count(name)])) as OrderCounts;
}

function plus(one: OrderCounts, other: OrderCounts): OrderCounts {
  return each((name) => one[name] + other[name]);
}
