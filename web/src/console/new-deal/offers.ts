import { answerOf, type components } from '@hotdeal/client';
import { shop } from '../../ground/shop';
import type { Category } from '../../ground/categories';
import { byThousand } from '../products/by-thousand';

/** A product that is to be in the deal. */
export type Offer = Pick<components['schemas']['ProductView'], 'productId' | 'productName' | 'productPrice'>;
export type Offers = ReadonlyMap<number, Offer>;

export const MOST_PRODUCTS = 10_000;
const PAGE = 100;

export function withMore(offers: Offers, more: readonly Offer[]): Offers {
  return new Map([...offers, ...more.map((offer) => [offer.productId, offer] as const)]);
}

export function without(offers: Offers, productIds: readonly number[]): Offers {
  const left = new Map(offers);
  for (const productId of productIds) left.delete(productId);
  return left;
}

/** The products with these ids, and the ids of which there is none. */
export async function findOffers(ids: readonly number[]): Promise<{ found: readonly Offer[]; missing: number[] }> {
  const found = await byThousand(ids, (productIds) =>
    answerOf(shop.api.POST('/api/products/search-product', { body: { productIds } })),
  );
  const there = new Set(found.map(({ productId }) => productId));
  return { found, missing: ids.filter((id) => !there.has(id)) };
}

/** All products of a category, page by page; no more than a deal can hold. */
export async function offersOfCategory(
  category: Category['code'],
  progress: (soFar: number) => void,
  wanted: () => boolean,
): Promise<readonly Offer[]> {
  const offers: Offer[] = [];
  let cursor: string | undefined;
  do {
    const query = { category, limit: PAGE, ...(cursor !== undefined && { cursor }) };
    const page = await answerOf(shop.api.GET('/api/products', { params: { query } }));
    offers.push(...page.items);
    cursor = page.nextCursor ?? undefined;
    progress(offers.length);
  } while (cursor !== undefined && offers.length < MOST_PRODUCTS && wanted());
  return offers;
}
