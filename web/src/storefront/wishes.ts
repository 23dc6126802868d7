import { answerOf } from '@hotdeal/client';
import { signal } from '@preact/signals';
import { shop } from '../api/shop';
import { onBuyerChange } from './attempt-sending';

const PAGE_SIZE = 100;
const RETRY_AFTER_MS = 5_000;

/** The products that the account has marked; undefined until they are loaded, which begins when they are shown first. */
export const wishedProducts = signal<ReadonlySet<number> | undefined>(undefined);

let buyer: number | undefined;
let isShown = false;
let latest = 0;

onBuyerChange((userId) => {
  buyer = userId;
  latest += 1;
  wishedProducts.value = undefined;
  if (isShown) void refresh();
});

shop.live.on('caught-up', () => isShown && void refresh());
// Another window may have changed the wish list; no signal says so.
document.addEventListener(
  'visibilitychange',
  () => isShown && document.visibilityState === 'visible' && void refresh(),
);

/** To be called by what shows whether a product is marked. */
export function showWishes(): void {
  if (isShown) return;
  isShown = true;
  void refresh();
}

async function refresh(): Promise<void> {
  if (buyer === undefined) return;
  const mine = (latest += 1);
  try {
    const ids = await loadIds();
    if (mine === latest) wishedProducts.value = ids;
  } catch {
    setTimeout(() => mine === latest && void refresh(), RETRY_AFTER_MS);
  }
}

async function loadIds(): Promise<ReadonlySet<number>> {
  const ids = new Set<number>();
  for (let cursor: string | undefined; ;) {
    const page = await answerOf(shop.api.GET('/api/wishlist', { params: { query: { limit: PAGE_SIZE, cursor } } }));
    for (const { product } of page.items) ids.add(product.productId);
    if (page.nextCursor === null) return ids;
    cursor = page.nextCursor;
  }
}

export async function setWished(productId: number, isWished: boolean): Promise<void> {
  const params = { path: { productId } };
  if (isWished) await answerOf(shop.api.PUT('/api/wishlist/{productId}', { params }));
  else await answerOf(shop.api.DELETE('/api/wishlist/{productId}', { params }));
  const before = wishedProducts.peek();
  if (before === undefined) return refresh();
  const ids = new Set(before);
  if (isWished) ids.add(productId);
  else ids.delete(productId);
  // An answer that is on its way may not know of the change.
  latest += 1;
  wishedProducts.value = ids;
}
