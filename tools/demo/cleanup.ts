// The end of a run: the shop is left as it was found, except for the history of cancelled orders and ended deals.
import { answerOf, type Shop, ShopError } from '@hotdeal/client';
import type { BuyerAccounts } from './buyers';
import { abandonWork, mapConcurrently } from './concurrency';
import { endOpenDeal } from './deal';
import type { DemoState } from './demo-state';
import { withProgressBar } from './progress-bar';
import { request, withRetries } from './shop-access';

const DELETE_CONCURRENCY = 32;
/** Each closing checks the password, which costs about 55 ms of one core. */
const CLOSE_CONCURRENCY = 4;
const PAGE_SIZE = 100;
const MOST_SEARCHES = 200;

/** Deletes what this run and earlier ones made. Also called after an interruption and after a failure. */
export async function cleanUp(admin: Shop, state: DemoState, buyers: BuyerAccounts): Promise<void> {
  await abandonWork();
  await endOpenDeal(admin, state);
  await closeAccounts(state, buyers);
  await deleteProducts(admin, state);
  state.forget();
}

/** Their orders are cancelled first, so that no report counts them, and what was paid for them goes back. */
async function closeAccounts(state: DemoState, buyers: BuyerAccounts): Promise<void> {
  const places = Array.from({ length: state.values.accounts }, (_, place) => place);
  await withProgressBar('Accounts closed', places.length, (advance) =>
    mapConcurrently(places, CLOSE_CONCURRENCY, async (place) => {
      const shop = buyers.loggedIn(place) ?? (await buyers.logInAgain(place));
      if (shop !== undefined) await close(shop, state.values.password);
      advance();
    }),
  );
}

async function close({ api }: Shop, password: string): Promise<void> {
  for (const status of ['ORDER_SUCCESS', 'ORDER_PENDING'] as const) await cancelAll({ api }, status);
  await withRetries(() => answerOf(api.POST('/api/auth/withdraw', { body: { password } }))).catch(isGone);
}

async function cancelAll({ api }: Pick<Shop, 'api'>, status: 'ORDER_SUCCESS' | 'ORDER_PENDING'): Promise<void> {
  for (;;) {
    const query = { status, limit: PAGE_SIZE };
    const { items } = await request(() => api.GET('/api/orders', { params: { query } }));
    if (items.length === 0) return;
    for (const { orderId } of items) {
      await request(() => api.PUT('/api/orders/{orderId}', { params: { path: { orderId } } }));
    }
  }
}

/** An interrupted request may have created a product of which the answer is not known, so the shop is searched, too. */
async function deleteProducts(admin: Shop, state: DemoState): Promise<void> {
  const known = state.values.productIds.filter((id) => id !== null);
  await withProgressBar('Demo products deleted', known.length, async (advance) => {
    const remove = async (productId: number): Promise<void> => {
      const params = { path: { productId } };
      await withRetries(() => answerOf(admin.api.DELETE('/api/products/{productId}', { params }))).catch(isGone);
      advance();
    };
    await mapConcurrently(known, DELETE_CONCURRENCY, remove);
    for (let search = 0; search < MOST_SEARCHES; search += 1) {
      const query = { q: state.values.tag, limit: PAGE_SIZE };
      const { items } = await request(() => admin.api.GET('/api/products', { params: { query } }));
      if (items.length === 0) return;
      await mapConcurrently(
        items.map(({ productId }) => productId),
        DELETE_CONCURRENCY,
        remove,
      );
    }
  });
}

/** What is gone already needs no deletion; a lost answer may hide that this run has deleted it. */
function isGone(failure: unknown): void {
  if (!(failure instanceof ShopError) || ![401, 404].includes(failure.status)) throw failure;
}
