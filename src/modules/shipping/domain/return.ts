import type { ChargedLine } from '#order-client';
import type { ReturnState } from '#shipping';
import { nothingLeft, returnOpen, returnWindowOver, tooManyUnits } from './return-refusals';

export const MAX_REASON = 500;

/** Units of an order's products. */
export interface ReturnItem {
  readonly productId: number;
  readonly quantity: number;
}

/** Units that come back, and what they are worth: money of the order's payment, and points that were set against the order. */
export interface ReturnLine extends ReturnItem {
  readonly money: number;
  readonly points: number;
}

/** A return of the same order that was requested before. */
export interface EarlierReturn {
  readonly returnId: number;
  readonly state: ReturnState;
  readonly reason: string | null;
  readonly lines: readonly ReturnItem[];
}

/** What is to come back; without items, all that is left. */
export interface ReturnWish {
  readonly items: readonly ReturnItem[] | undefined;
  readonly reason: string | null;
}

/** The order to return from, as read under the row lock of its shipment. */
export interface ReturnableOrder {
  readonly bought: readonly ChargedLine[];
  /** nothing was paid for an order without a receipt, so nothing is paid back for it */
  readonly hasReceipt: boolean;
  readonly earlier: readonly EarlierReturn[];
  /** until when its units can be returned; null: at any time */
  readonly window: { readonly until: Date; readonly isOver: boolean } | null;
}

export interface PlannedReturn {
  /** counted per order from 1, rejected returns included */
  readonly ordinal: number;
  readonly lines: readonly ReturnLine[];
  /** with this return, every unit of the order has come back */
  readonly allReturned: boolean;
}

type Part = Pick<ReturnLine, 'money' | 'points'>;

/**
 * Which units come back with a return, and what they are worth.
 * @returns the id of the open return, if it was requested by the same wish
 * @throws DomainError RETURN_OPEN, RETURN_WINDOW_OVER, ORDER_NOT_RETURNABLE
 */
export function planReturn(order: ReturnableOrder, wish: ReturnWish): PlannedReturn | { readonly sameAs: number } {
  const returned = unitsOf(order.earlier.filter(({ state }) => state === 'RETURNED'));
  const left = leftOf(order.bought, returned);
  const open = order.earlier.find(({ state }) => state === 'RETURN_REQUESTED');
  if (open !== undefined) {
    const isSame = open.reason === wish.reason && sameUnits(open.lines, wish.items ?? left);
    if (isSame) return { sameAs: open.returnId };
    throw returnOpen(open.returnId);
  }
  if (left.length === 0) throw nothingLeft();
  if (order.window?.isOver === true) throw returnWindowOver(order.window.until);
  const units = new Map((wish.items ?? left).map(({ productId, quantity }) => [productId, quantity]));
  if (hasMore(units, left)) throw tooManyUnits(left);
  return {
    ordinal: order.earlier.length + 1,
    lines: order.bought.flatMap((line) => {
      const quantity = units.get(line.productId);
      if (quantity === undefined) return [];
      const before = returned.get(line.productId) ?? 0;
      return [{ productId: line.productId, quantity, ...worthOf(line, before, quantity, order.hasReceipt) }];
    }),
    allReturned: left.every(({ productId, quantity }) => units.get(productId) === quantity),
  };
}

/**
 * The first `k` of the `n` units of a line are worth `floor(total × k / n)`. A return is worth the difference to what was
 * returned before it, so the parts of a line sum up to exactly the whole, however it is split.
 */
export function worthOf(line: ChargedLine, before: number, quantity: number, hasReceipt: boolean): Part {
  const net = hasReceipt ? line.price * line.quantity - line.discountShare - line.pointsShare : 0;
  const part = (total: number): number =>
    firstUnits(total, before + quantity, line.quantity) - firstUnits(total, before, line.quantity);
  return { money: part(net), points: part(line.pointsShare) };
}

/** The product of an amount and a quantity may be larger than a number is exact. */
function firstUnits(total: number, units: number, of: number): number {
  return Number((BigInt(total) * BigInt(units)) / BigInt(of));
}

/** Version 1 of the order's progress is its shipping and 2 its delivery; each return has two more. */
export function progressVersion(ordinal: number, state: ReturnState): number {
  return 2 * ordinal + (state === 'RETURN_REQUESTED' ? 1 : 2);
}

function unitsOf(returns: readonly EarlierReturn[]): Map<number, number> {
  const units = new Map<number, number>();
  for (const { productId, quantity } of returns.flatMap(({ lines }) => lines)) {
    units.set(productId, (units.get(productId) ?? 0) + quantity);
  }
  return units;
}

/** Products of which every unit has come back are left out. */
function leftOf(bought: readonly ChargedLine[], returned: ReadonlyMap<number, number>): ReturnItem[] {
  return bought
    .map(({ productId, quantity }) => ({ productId, quantity: quantity - (returned.get(productId) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
}

function hasMore(units: ReadonlyMap<number, number>, left: readonly ReturnItem[]): boolean {
  const most = new Map(left.map(({ productId, quantity }) => [productId, quantity]));
  return [...units].some(([productId, quantity]) => quantity > (most.get(productId) ?? 0));
}

function sameUnits(some: readonly ReturnItem[], others: readonly ReturnItem[]): boolean {
  const units = new Map(some.map(({ productId, quantity }) => [productId, quantity]));
  return some.length === others.length && others.every(({ productId, quantity }) => units.get(productId) === quantity);
}
