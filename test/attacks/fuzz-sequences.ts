import fc from 'fast-check';
import type { Reply } from '../support/reply';
import type { Actor } from './fuzz-requests';
import { buyer, type FuzzShop } from './fuzz-shop';

export type Step =
  | { readonly does: 'place'; readonly product: number; readonly quantity: number; readonly key: number | undefined }
  | { readonly does: 'fill'; readonly product: number; readonly quantity: number }
  | { readonly does: 'checkout' }
  | { readonly does: 'pay'; readonly order: number; readonly accepted: boolean }
  | { readonly does: 'cancel' | 'trespass' | 'show'; readonly order: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    does: fc.constant('place' as const),
    product: fc.nat({ max: 5 }),
    quantity: fc.integer({ min: 1, max: 3 }),
    key: fc.option(fc.nat({ max: 1 }), { nil: undefined }),
  }),
  fc.record({
    does: fc.constant('fill' as const),
    product: fc.nat({ max: 5 }),
    quantity: fc.integer({ min: 1, max: 3 }),
  }),
  fc.constant({ does: 'checkout' as const }),
  fc.record({ does: fc.constant('pay' as const), order: fc.nat({ max: 9 }), accepted: fc.boolean() }),
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

/** What a buyer has put into the cart: it is ordered exactly, and leaves the cart when it was ordered. */
class ExpectedCart {
  private readonly items = new Map<number, number>();

  constructor(
    private readonly shop: FuzzShop,
    private readonly owner: Actor,
  ) {}

  async empty(): Promise<void> {
    await this.shop.call('DELETE', '/api/cart', this.owner);
  }

  async fill(productId: number, quantity: number): Promise<void> {
    const answer = await this.shop.call('PUT', `/api/cart/items/${productId}`, this.owner, { quantity });
    this.items.set(productId, quantity);
    this.compare('the cart', answer);
  }

  /** @returns the order; undefined if the cart is empty, or a product of it sold out */
  async checkOut(): Promise<number | undefined> {
    const answer = await this.shop.call('POST', '/api/cart/order', this.owner, {}, { prefer: 'wait=10' });
    const { orderId, code } = Object(answer.body) as { orderId?: number; code?: string };
    if ((this.items.size === 0) !== (code === 'CART_EMPTY'))
      throw new Error(`${this.items.size} items: ${answer.text}`);
    if (answer.status === 409) return undefined;
    if (answer.status !== 201) throw new Error(`${answer.status}, not 201: ${answer.text}`);
    this.compare('the order', answer);
    this.items.clear();
    await this.shop.instance.bus.drain();
    this.compare('the cart', await this.shop.call('GET', '/api/cart', this.owner));
    return orderId;
  }

  private compare(what: string, { body, text }: Reply): void {
    const { items } = Object(body) as { items?: readonly { productId: number; quantity: number }[] };
    const given = new Map(items?.map(({ productId, quantity }) => [productId, quantity]));
    const sorted = (map: ReadonlyMap<number, number>): string => JSON.stringify([...map].sort(([a], [b]) => a - b));
    if (sorted(given) !== sorted(this.items)) throw new Error(`${what} is not ${sorted(this.items)}: ${text}`);
  }
}

/** Performs the steps. @throws when an answer contradicts an earlier one */
export async function perform(shop: FuzzShop, run: number, sequence: readonly Step[]): Promise<void> {
  const orders: number[] = [];
  const cancelled = new Set<number>();
  const byKey = new Map<string, { readonly item: string; readonly orderId: number }>();
  const [owner, otherBuyer] = [buyer(run), buyer(run + 1)];
  const cart = new ExpectedCart(shop, owner);
  await cart.empty();
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
    } else if (one.does === 'fill') {
      await cart.fill(shop.product(one.product), one.quantity);
    } else if (one.does === 'checkout') {
      const orderId = await cart.checkOut();
      if (orderId !== undefined) orders.push(orderId);
    } else if (orders.length > 0) {
      const orderId = orders[one.order % orders.length] as number;
      const path = `/api/orders/${orderId}`;
      if (one.does === 'pay') {
        if ((await pay(shop, owner, orderId, one.accepted)) === 'ORDER_CANCELLED') cancelled.add(orderId);
        continue;
      }
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

/** Toss Payments takes no less by card. */
const LEAST_BY_CARD = 100;

/**
 * An order that waits for its payment is paid, or its card is declined; any other one refuses, as does one that costs too
 * little to be paid by card.
 * @returns its status then: too many declined cards cancel it
 */
async function pay(shop: FuzzShop, owner: Actor, orderId: number, accepted: boolean): Promise<string> {
  const path = `/api/orders/${orderId}`;
  const orderNow = async (): Promise<Seen & { readonly amountDue?: number }> =>
    Object((await shop.call('GET', path, owner)).body) as Seen;
  const { status: before, amountDue = 0 } = await orderNow();
  const wasDue = before === 'ORDER_PENDING' && amountDue >= LEAST_BY_CARD;
  const requested = await shop.payByCard(owner, orderId);
  if (requested.status < 300 !== wasDue) throw new Error(`${requested.status} for an order: ${requested.text}`);
  if (!wasDue) return before;
  const ended = await shop.call('POST', `${path}/payment/complete?success=${accepted}`, owner);
  if (ended.status !== (accepted ? 200 : 402)) throw new Error(`${ended.status}, ${accepted}: ${ended.text}`);
  await shop.instance.bus.drain();
  const { status } = await orderNow();
  const isLeft = ['ORDER_PENDING', 'ORDER_CANCELLED'].includes(status);
  if (accepted ? status !== 'ORDER_SUCCESS' : !isLeft) throw new Error(`${orderId} is ${status} after ${ended.text}`);
  return status;
}
