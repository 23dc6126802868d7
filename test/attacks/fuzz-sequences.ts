import fc from 'fast-check';
import type { Reply } from '../support/reply';
import { buyer, type FuzzShop } from './fuzz-shop';

export type Step =
  | { readonly does: 'place'; readonly product: number; readonly quantity: number; readonly key: number | undefined }
  | { readonly does: 'cancel' | 'trespass' | 'show'; readonly order: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    does: fc.constant('place' as const),
    product: fc.nat({ max: 5 }),
    quantity: fc.integer({ min: 1, max: 3 }),
    key: fc.option(fc.nat({ max: 1 }), { nil: undefined }),
  }),
  fc.record({
    does: fc.constantFrom('cancel' as const, 'trespass' as const, 'show' as const),
    order: fc.nat({ max: 9 }),
  }),
);

/** The successive actions of one buyer. */
export const steps = fc.array(step, { minLength: 2, maxLength: 12, size: 'max' });

interface Seen {
  readonly orderId: number;
  readonly status: string;
}

/** Performs the steps. @throws when an answer contradicts an earlier one */
export async function perform(shop: FuzzShop, run: number, sequence: readonly Step[]): Promise<void> {
  const orders: number[] = [];
  const cancelled = new Set<number>();
  const byKey = new Map<string, { readonly item: string; readonly orderId: number }>();
  const [owner, otherBuyer] = [buyer(run), buyer(run + 1)];
  const seen = (answer: Reply, statuses: readonly number[]): Seen => {
    if (!statuses.includes(answer.status)) throw new Error(`${answer.status}, not ${String(statuses)}: ${answer.text}`);
    return Object(answer.body) as Seen;
  };
  for (const one of sequence) {
    if (one.does === 'place') {
      const item = { productId: shop.product(one.product), quantity: one.quantity };
      const key = one.key === undefined ? undefined : `run-${run}-${one.key}`;
      const headers = { prefer: 'wait=10', ...(key === undefined ? {} : { 'idempotency-key': key }) };
      const earlier = byKey.get(key ?? '');
      const again = earlier?.item === JSON.stringify(item);
      const answer = await shop.call('POST', '/api/orders/v1', owner, item, headers);
      const { orderId } = seen(answer, earlier === undefined ? [201, 409] : [again ? 201 : 422]);
      if (again && orderId !== earlier.orderId) throw new Error(`a repeat made ${orderId} beside ${earlier.orderId}`);
      if ((answer.headers['idempotent-replayed'] === 'true') !== again)
        throw new Error('the idempotent-replayed header is wrong');
      if (answer.status !== 201) continue;
      orders.push(orderId);
      if (key !== undefined) byKey.set(key, { item: JSON.stringify(item), orderId });
    } else if (orders.length > 0) {
      const orderId = orders[one.order % orders.length] as number;
      const path = `/api/orders/${orderId}`;
      if (one.does === 'trespass') {
        seen(await shop.call('PUT', path, otherBuyer), [404]);
        seen(await shop.call('GET', path, otherBuyer), [404]);
        continue;
      }
      const answer = await shop.call(one.does === 'cancel' ? 'PUT' : 'GET', path, owner);
      const { status } = seen(answer, one.does === 'cancel' ? [200, 409] : [200]);
      if (one.does === 'cancel' && answer.status === 200) cancelled.add(orderId);
      const due = cancelled.has(orderId);
      if (answer.status === 200 && (status === 'ORDER_CANCELLED') !== due) throw new Error(`${orderId} is ${status}`);
    }
  }
}
