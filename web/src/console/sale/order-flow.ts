import type { components } from '@hotdeal/client';

type InstancePulse = components['schemas']['InstanceView'];

const COUNTED = ['placed', 'won', 'refused', 'soldOut', 'cancelled'] as const;
export type OrderCounts = Readonly<Record<(typeof COUNTED)[number], number>>;

const NO_ORDERS: OrderCounts = { placed: 0, won: 0, refused: 0, soldOut: 0, cancelled: 0 };

interface Known {
  readonly at: number;
  readonly orders: OrderCounts;
  readonly perSecond: OrderCounts;
}

/**
 * What happens to orders, told by counts that each instance has kept since its start. An instance begins at what it
 * says first, so that one which is new, or has been started again, makes no leap; one that is gone is forgotten.
 */
export class OrderFlow {
  private known = new Map<string, Known>();
  private sum = NO_ORDERS;

  /** Since the first answer. */
  get total(): OrderCounts {
    return this.sum;
  }

  /** Takes the next answer; says what happened in each second of late. */
  take(instances: readonly InstancePulse[]): OrderCounts {
    const next = new Map<string, Known>();
    for (const instance of instances) next.set(instance.instanceId, this.see(instance));
    this.known = next;
    return [...next.values()].reduce((sum, { perSecond }) => plus(sum, perSecond), NO_ORDERS);
  }

  private see({ instanceId, observedAt, orders }: InstancePulse): Known {
    const at = Date.parse(observedAt);
    const before = this.known.get(instanceId);
    if (before === undefined) return { at, orders, perSecond: NO_ORDERS };
    // It counts once a second, as we ask: an answer may bring nothing new, which is not a second without orders.
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
