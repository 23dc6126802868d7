import { answerOf, ShopError } from '@hotdeal/client';
import { computed, signal } from '@preact/signals';
import type { Query } from '../api/query';
import { shop } from '../api/shop';
import type { Cart } from '../api/views';
import { changeGuestLines, type GuestLine, guestLines, MAX_LINES } from './guest-cart';
import { MAX_QUANTITY } from '../ui/quantity-stepper';
import { onBuyerChange } from './attempt-sending';
import { beforeRetry, retryableError } from './retryable-error';

/** One product in a cart, as the visitor sees it when the line is changed. */
interface ChosenLine {
  readonly productId: number;
  readonly quantity: number;
}

const NOT_LOADED = { value: undefined, error: undefined, busy: true };

/** The cart of the account that is signed in, as the shop has answered it last. */
export const accountCart = signal<Omit<Query<Cart>, 'refetch'>>(NOT_LOADED);
/** Why what a guest had chosen could not be added to the account's cart; it stays stored on the device. */
export const mergeFailure = signal<unknown>(undefined);

/** Whether changes of the cart are on their way: it is ordered only in a state that the buyer has seen. */
class RunningChanges {
  private readonly number = signal(0);

  get value(): boolean {
    return this.number.value > 0;
  }

  async during(change: () => Promise<void>): Promise<void> {
    this.number.value += 1;
    await change().finally(() => {
      this.number.value -= 1;
    });
  }
}

export const isCartChanging = new RunningChanges();

let buyer: number | undefined;

/** The number of products in the cart. */
export const cartCount = computed(
  () => (isGuest.value ? guestLines.value : (accountCart.value.value?.items ?? [])).length,
);
const isGuest = signal(true);

onBuyerChange((userId) => {
  buyer = userId;
  isGuest.value = userId === undefined;
  accountCart.value = NOT_LOADED;
  mergeFailure.value = undefined;
  if (userId !== undefined) void mergeGuestCart();
});

const refreshOfAccount = (): void => {
  if (buyer !== undefined) void refreshCart();
};
shop.live.on('caught-up', refreshOfAccount);
// Another window may have changed the cart; no signal says so.
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && refreshOfAccount());

/** Resolves to what is shown then: the cart before, if it could not be loaded. */
export async function refreshCart(): Promise<Cart | undefined> {
  const asked = buyer;
  accountCart.value = { ...accountCart.peek(), busy: true };
  try {
    show(asked, await answerOf(shop.api.GET('/api/cart')));
  } catch (error) {
    if (asked === buyer) accountCart.value = { ...accountCart.peek(), error, busy: false };
  }
  return accountCart.peek().value;
}

/** Answers may arrive in another order than they were made: an older state of the cart is not shown. */
function show(asked: number | undefined, cart: Cart): void {
  if (asked !== buyer) return;
  const shown = accountCart.peek().value;
  const isOlder = shown !== undefined && cart.version < shown.version;
  accountCart.value = { value: isOlder ? shown : cart, error: undefined, busy: false };
}

/** @param priceSeen the price of one unit that is shown */
export async function addToCart({ productId, quantity }: ChosenLine, priceSeen: number): Promise<void> {
  const asked = buyer;
  if (asked !== undefined)
    return show(asked, await answerOf(shop.api.POST('/api/cart/items', { body: { productId, quantity } })));
  return changeGuestLines((lines) => {
    const before = lines.find((line) => line.productId === productId);
    if (before === undefined && lines.length >= MAX_LINES) throw cartFull();
    const sum = Math.min(MAX_QUANTITY, (before?.quantity ?? 0) + quantity);
    return withLine(lines, { productId, quantity: sum, priceSeen });
  });
}

export async function setQuantity({ productId, quantity }: ChosenLine, priceSeen: number): Promise<void> {
  const asked = buyer;
  if (asked === undefined) return changeGuestLines((lines) => withLine(lines, { productId, quantity, priceSeen }));
  const params = { path: { productId } };
  return show(asked, await answerOf(shop.api.PUT('/api/cart/items/{productId}', { params, body: { quantity } })));
}

export async function removeFromCart(productIds: readonly number[]): Promise<void> {
  if (buyer === undefined)
    return changeGuestLines((lines) => lines.filter(({ productId }) => !productIds.includes(productId)));
  await answerOf(shop.api.DELETE('/api/cart', { params: { query: { productIds: [...productIds] } } }));
  await refreshCart();
}

/** Adds what an order that failed had taken out of the cart. Repeating it changes nothing. */
export async function putBack(lines: readonly ChosenLine[]): Promise<void> {
  const items = lines.map(({ productId, quantity }) => ({ productId, quantity }));
  show(buyer, await answerOf(shop.api.POST('/api/cart/merge', { body: { items } })));
}

/**
 * Adds what a guest has chosen to the cart of the account. It is deleted from the device only after the answer, because
 * merging it again changes nothing. Until then the cart cannot be ordered: a repeated merge would add again what an
 * order has taken out.
 */
export function mergeGuestCart(): Promise<void> {
  return isCartChanging.during(merge);
}

async function merge(): Promise<void> {
  const asked = buyer;
  mergeFailure.value = undefined;
  for (let attempts = 1; asked === buyer; attempts += 1) {
    const sent = guestLines.peek();
    if (sent.length === 0) return void (await refreshCart());
    try {
      await putBack(sent);
      changeGuestLines((lines) => lines.filter((line) => !sent.some((one) => isSame(one, line))));
      return;
    } catch (error) {
      const reason = retryableError(error);
      if (reason === undefined) {
        mergeFailure.value = error;
        return void (await refreshCart());
      }
      accountCart.value = { ...accountCart.peek(), error, busy: false };
      await beforeRetry(reason, attempts);
    }
  }
}

function isSame(one: GuestLine, other: GuestLine): boolean {
  return one.productId === other.productId && one.quantity === other.quantity;
}

/** A line that is there keeps its place; a new one comes last. */
function withLine(lines: readonly GuestLine[], line: GuestLine): readonly GuestLine[] {
  const isThere = lines.some(({ productId }) => productId === line.productId);
  return isThere ? lines.map((one) => (one.productId === line.productId ? line : one)) : [...lines, line];
}

/** What the shop would answer if the cart were an account's. */
function cartFull(): ShopError {
  const problem = { type: 'about:blank', title: '', status: 409, code: 'CART_FULL', detail: '', instance: '' } as const;
  return new ShopError({ ...problem, requestId: '' });
}
