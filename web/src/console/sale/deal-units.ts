import { answerOf } from '@hotdeal/client';
import { shop } from '../../api/shop';

/** The most that one lookup of stocks accepts. */
const MAX_PRODUCTS = 1_000;
const PAGE_SIZE = 100;

export interface Units {
  readonly left: number;
  /** taken from the stocks since the first count */
  readonly sold: number;
  /** false if the deal has more products than are counted */
  readonly isComplete: boolean;
}

/** Counts the units of the first thousand products of a deal. */
export class DealUnits {
  private productIds: readonly number[] | undefined;
  private readonly quantities = new Map<number, number>();
  private sold = 0;
  private isComplete = true;

  constructor(private readonly eventId: number) {}

  async count(signal: AbortSignal): Promise<Units> {
    this.productIds ??= await this.loadProductIds(signal);
    if (this.productIds.length === 0) return { left: 0, sold: 0, isComplete: true };
    const body = { productIds: [...this.productIds] };
    const stocks = await answerOf(shop.api.POST('/api/stocks/search', { body, signal }));
    let left = 0;
    for (const { productId, quantity } of stocks) {
      left += quantity;
      this.sold += Math.max(0, (this.quantities.get(productId) ?? quantity) - quantity);
      this.quantities.set(productId, quantity);
    }
    return { left, sold: this.sold, isComplete: this.isComplete };
  }

  private async loadProductIds(signal: AbortSignal): Promise<readonly number[]> {
    const ids: number[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) };
      const params = { path: { eventId: this.eventId }, query };
      const page = await answerOf(shop.api.GET('/api/event/{eventId}/products', { params, signal }));
      ids.push(...page.items.map(({ productId }) => productId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && ids.length < MAX_PRODUCTS);
    this.isComplete = cursor === undefined;
    return ids.slice(0, MAX_PRODUCTS);
  }
}
