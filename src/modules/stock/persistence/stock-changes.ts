import type { Transaction } from '#platform/database/transaction';
import type { EventBus } from '#platform/events/event-bus';
import { StockAvailabilityChanged, type StockChange, StockChanged } from '#stock';
import type { StockLevel } from '../domain/allocate';

/** Publishes the changes of one transaction, while the rows are locked. */
export async function publishChanges(bus: EventBus, tx: Transaction, changes: readonly StockChange[]): Promise<void> {
  await bus.publish(tx, StockChanged, changes);
  const crossing = changes.filter(({ delta, quantity }) => quantity > 0 !== quantity - delta > 0);
  await bus.publish(
    tx,
    StockAvailabilityChanged,
    crossing.map(({ productId }) => ({ productId })),
  );
}

/** @param moved units of each product */
export function levelChanges(
  change: 'TAKEN' | 'GIVEN_BACK' | 'RETURNED',
  moved: ReadonlyMap<number, number>,
  levels: ReadonlyMap<number, StockLevel>,
): StockChange[] {
  return [...moved].map(([productId, units]) => {
    const delta = change === 'TAKEN' ? -units : units;
    return { productId, change, delta, quantity: (levels.get(productId)?.quantity ?? 0) + delta };
  });
}
