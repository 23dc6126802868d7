import { DomainError } from '#platform/domain-error';

export const MAX_LINES = 100;
/** of one line */
export const MAX_UNITS = 1_000;

/** What a change writes into a line. */
export interface NewLine {
  readonly productId: number;
  readonly quantity: number;
  /** what an order would be charged for one unit when the line was last changed */
  readonly priceSeen: number;
}

export interface CartLine extends NewLine {
  /** the version that the cart got from the last change of this line; no two states of a line share one */
  readonly version: number;
}

export interface Cart {
  /** grows with every change; 0: nothing has ever been in it */
  readonly version: number;
  /** in the order in which they were added */
  readonly lines: readonly CartLine[];
}

/**
 * A change of a cart: returns the lines to write, given those that are there by product. A change that is repeated after
 * its answer was lost must return none, except `adding`, which adds again.
 * @throws DomainError CART_FULL
 */
export type CartChange = (lines: ReadonlyMap<number, NewLine>) => readonly NewLine[];

/** Adds units to a line, at most 1,000 in all. */
export function adding(added: NewLine): CartChange {
  return (lines) => {
    const before = lines.get(added.productId)?.quantity ?? 0;
    return changed(lines, [{ ...added, quantity: Math.min(MAX_UNITS, before + added.quantity) }]);
  };
}

/** Sets the units of a line, which is made if it is missing. */
export function setting(line: NewLine): CartChange {
  return (lines) => changed(lines, [line]);
}

/** Takes over another cart: of each product the larger quantity, so that repeating it changes nothing. */
export function merging(others: readonly NewLine[]): CartChange {
  return (lines) =>
    changed(
      lines,
      others.filter(({ productId, quantity }) => quantity > (lines.get(productId)?.quantity ?? 0)),
    );
}

function changed(lines: ReadonlyMap<number, NewLine>, written: readonly NewLine[]): readonly NewLine[] {
  const added = written.filter(({ productId }) => !lines.has(productId)).length;
  if (added > 0 && lines.size + added > MAX_LINES) {
    throw new DomainError('conflict', 'CART_FULL', `A cart holds at most ${MAX_LINES} products.`, {
      about: { limit: MAX_LINES },
    });
  }
  return written.filter(({ productId, quantity, priceSeen }) => {
    const line = lines.get(productId);
    return line?.quantity !== quantity || line.priceSeen !== priceSeen;
  });
}
