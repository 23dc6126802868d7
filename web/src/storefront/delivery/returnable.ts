import type { Order, Return } from '../../api/views';

/** A line of an order of which units can still be sent back. */
export interface ReturnableLine {
  readonly productId: number;
  readonly productName: string;
  readonly quantity: number;
  /** units that came back already */
  readonly returned: number;
  /** what was paid for the whole line, after coupon and points */
  readonly money: number;
  readonly points: number;
}

/** A rejected return brings nothing back, and its units can be returned again. */
export function returnableLines({ items }: Order, returns: readonly Return[]): readonly ReturnableLine[] {
  const back = returns.filter(({ status }) => status !== 'REJECTED').flatMap((one) => one.items);
  return items
    .map(({ productId, productName, quantity, itemTotalPrice, discountShare = 0, pointsShare = 0 }) => ({
      productId,
      productName,
      quantity,
      returned: back.reduce((sum, item) => sum + (item.productId === productId ? item.quantity : 0), 0),
      money: itemTotalPrice - discountShare - pointsShare,
      points: pointsShare,
    }))
    .filter(({ quantity, returned }) => returned < quantity);
}

export interface PaidBack {
  readonly money: number;
  readonly points: number;
}

/** What the shop pays back for these units: the first k of n are worth k/n of their line, rounded down. */
export function paidBackFor(lines: readonly ReturnableLine[], units: ReadonlyMap<number, number>): PaidBack {
  const sum = (of: (line: ReturnableLine) => number): number =>
    lines.reduce((total, line) => {
      const after = line.returned + (units.get(line.productId) ?? 0);
      return total + worth(of(line), after, line.quantity) - worth(of(line), line.returned, line.quantity);
    }, 0);
  return { money: sum(({ money }) => money), points: sum(({ points }) => points) };
}

function worth(total: number, units: number, of: number): number {
  return Number((BigInt(total) * BigInt(units)) / BigInt(of));
}
