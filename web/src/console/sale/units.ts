import { answerOf } from '@hotdeal/client';
import { shop } from '../../ground/shop';

/** A look-up of stocks takes no more. */
const MOST_PRODUCTS = 1_000;
const PAGE = 100;

export interface Units {
  readonly left: number;
  /** taken out of the stocks since the first look */
  readonly sold: number;
  /** false: the deal has more products than are looked at */
  readonly ofAll: boolean;
}

/** The units of a deal's products, of its first thousand. */
export class DealUnits {
  private productIds: readonly number[] | undefined;
  private readonly known = new Map<number, number>();
  private sold = 0;
  private ofAll = true;

  constructor(private readonly eventId: number) {}

  async look(signal: AbortSignal): Promise<Units> {
    this.productIds ??= await this.askForProducts(signal);
    if (this.productIds.length === 0) return { left: 0, sold: 0, ofAll: true };
    const body = { productIds: [...this.productIds] };
    const stocks = await answerOf(shop.api.POST('/api/stocks/search', { body, signal }));
    let left = 0;
    for (const { productId, quantity } of stocks) {
      left += quantity;
      this.sold += Math.max(0, (this.known.get(productId) ?? quantity) - quantity);
      this.known.set(productId, quantity);
    }
    return { left, sold: this.sold, ofAll: this.ofAll };
  }

  private async askForProducts(signal: AbortSignal): Promise<readonly number[]> {
    const ids: number[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: PAGE, ...(cursor !== undefined && { cursor }) };
      const params = { path: { eventId: this.eventId }, query };
      const page = await answerOf(shop.api.GET('/api/event/{eventId}/products', { params, signal }));
      ids.push(...page.items.map(({ productId }) => productId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && ids.length < MOST_PRODUCTS);
    this.ofAll = cursor === undefined;
    return ids.slice(0, MOST_PRODUCTS);
  }
}
