import { until } from '../../servers/until';
import type { SqlQuery } from '../../support/root-queries';
import type { Rig } from './rig';

interface StoredParcel {
  readonly order_id: number;
  readonly status: string;
  /** null: it has no shipment */
  readonly state: string | null;
  readonly has_left: number;
  /** of the order's progress; 0: there is none */
  readonly version: number;
}

/** After a kill, another instance goes on when the lease of the poller ends, 10 s later. */
const LIMIT_MS = 60_000;

/** Resolves when no shipment and no return waits for its time; fails after a minute in which none of them has moved. */
export async function shipmentsEnded(rig: Rig): Promise<void> {
  let waiting = Infinity;
  const isSo = async (): Promise<boolean> => {
    const [row] = await rig.query<{ waiting: number | string }>(
      `SELECT (SELECT COUNT(*) FROM event_publications WHERE state = 'DUE')
         + (SELECT COALESCE(SUM(IF(state = 'SHIPPED', 1, 2)), 0) FROM shipments WHERE due_at IS NOT NULL)
         + (SELECT COUNT(*) FROM shipment_returns WHERE due_at IS NOT NULL) AS waiting`,
    );
    waiting = Number(row?.waiting ?? Infinity);
    return waiting === 0;
  };
  await until(isSo, { what: 'no shipment is due', limitMs: LIMIT_MS, progress: () => -waiting });
}

/**
 * Compares the parcels with the orders, and with the events about them: what was bought is delivered, what was cancelled has
 * never left, and each step was published once, in order.
 * @param published by order, the versions of its progress in the order in which they have arrived
 * @returns a sentence for each order of which that is not so
 */
export async function untrueShipments(
  published: ReadonlyMap<number, readonly number[]>,
  query: SqlQuery,
): Promise<{ readonly broken: string[]; readonly figures: Record<string, number> }> {
  const parcels = await query<StoredParcel>(
    `SELECT orders.order_id, status, state, shipped_at IS NOT NULL AS has_left, COALESCE(version, 0) AS version
     FROM orders LEFT JOIN shipments ON shipments.order_id = orders.order_id
     LEFT JOIN order_progress ON order_progress.order_id = orders.order_id`,
  );
  const broken = parcels.flatMap((parcel) => wrongParcel(parcel, published.get(parcel.order_id) ?? []));
  const delivered = parcels.filter(({ state }) => state === 'DELIVERED').length;
  const kept = parcels.filter(({ state }) => state === 'CANCELLED').length;
  return { broken, figures: { delivered, 'cancelled before it left': kept } };
}

function wrongParcel(parcel: StoredParcel, versions: readonly number[]): string[] {
  const { order_id: orderId, status, state, has_left: hasLeft, version } = parcel;
  const complaints: string[] = [];
  const say = (what: string) => complaints.push(`order ${orderId}: ${what}`);
  if (status === 'ORDER_SUCCESS') {
    if (state !== 'DELIVERED') say(`it was bought, and its parcel is ${state ?? 'missing'}`);
    for (let step = 1; step <= Math.min(version, 2); step++) {
      if (!versions.includes(step)) say(`version ${step} of its progress was never published`);
    }
    for (const step of new Set(versions)) {
      const times = versions.filter((one) => one === step).length;
      if (times > 1) say(`version ${step} of its progress was published ${times} times`);
    }
    if (versions.some((step, index) => step < (versions[index - 1] ?? 0))) say(`published as ${versions.join(', ')}`);
    if (Math.max(0, ...versions) !== version)
      say(`published up to ${versions.join(', ')}, and its progress is ${version}`);
  } else if (hasLeft === 1 || version > 0 || versions.length > 0) {
    say(`it is ${status}, and its parcel has left: ${state}, version ${version}, published ${versions.join(', ')}`);
  }
  return complaints;
}
