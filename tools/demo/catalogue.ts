import { randomUUID } from 'node:crypto';
import { type Shop, ShopError } from '@hotdeal/client';
import type { ProductDraft } from '../demo-products';
import { mapConcurrently } from './concurrency';
import type { DemoState } from './demo-state';
import { request } from './shop-access';

const SEARCH_LIMIT = 1_000;
const CREATE_CONCURRENCY = 32;
const SAVE_EVERY = 500;

/**
 * The products of the sale: those that an earlier run created are found again, and the missing ones are created.
 *
 * @returns their ids
 */
export async function findOrCreateProducts(
  admin: Shop,
  state: DemoState,
  { count, origin }: { readonly count: number; readonly origin: string },
  advance: (count?: number) => void,
): Promise<readonly number[]> {
  const { tag, productIds } = state.values;
  const drafts = Array.from({ length: count }, (_, place) => draftOf(place, tag, origin));
  const names = await namesOf(admin, productIds);
  // Another database may have given the same ids to other products.
  const exists = (place: number): boolean => names.get(productIds[place] ?? 0) === drafts[place]?.productName;
  const missing = [...drafts.entries()].filter(([place]) => !exists(place));
  state.values.productIds = drafts.map((_, place) => (exists(place) ? (productIds[place] ?? null) : null));
  advance(count - missing.length);

  await mapConcurrently(missing, CREATE_CONCURRENCY, async ([place, draft], index) => {
    state.values.productIds[place] = await create(admin, draft, `demo-${tag}-product-${place}`);
    if (index % SAVE_EVERY === 0) state.save();
    advance();
  });
  state.save();
  return state.values.productIds.map(Number);
}

/** The tag is a word of its own, by which a search finds all of them. */
function draftOf(place: number, tag: string, origin: string): ProductDraft {
  return {
    productName: `Demo product ${place + 1} ${tag}`,
    productDescription: 'Created by npm run demo, which deletes it at its end.',
    productPrice: 10_000,
    productImageUrl: `${origin}/images/products/tumbler.svg`,
    productCategory: 'OTHER',
  };
}

/** The key returns the product that an interrupted run had created, unless it has been deleted since. */
async function create(admin: Shop, body: ProductDraft, key: string): Promise<number> {
  const send = (idempotencyKey: string): Promise<{ readonly productId: number }> =>
    request(() => admin.api.POST('/api/products', { params: { header: { 'Idempotency-Key': idempotencyKey } }, body }));
  try {
    return (await send(key)).productId;
  } catch (failure) {
    if (!(failure instanceof ShopError)) throw failure;
    return (await send(randomUUID())).productId;
  }
}

/** @returns the names of those that exist */
async function namesOf(admin: Shop, productIds: readonly (number | null)[]): Promise<ReadonlyMap<number, string>> {
  const ids = [...new Set(productIds.filter((id) => id !== null))];
  const names = new Map<number, string>();
  for (let start = 0; start < ids.length; start += SEARCH_LIMIT) {
    const body = { productIds: ids.slice(start, start + SEARCH_LIMIT) };
    const found = await request(() => admin.api.POST('/api/products/search-product', { body }));
    for (const { productId, productName } of found) names.set(productId, productName);
  }
  return names;
}
