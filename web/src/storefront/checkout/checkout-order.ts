import { answerOf, ShopError } from '@hotdeal/client';
import { signal } from '@preact/signals';
import { newIdempotencyKey } from '../../api/idempotency';
import { shop } from '../../api/shop';
import type { Cart, Order } from '../../api/views';
import { translations } from '../../i18n/language';
import { linkTo, replaceAddress, route } from '../../navigation/route';
import { toast } from '../../ui/toasts';
import { onBuyerChange, REQUEST_TIMEOUT_MS, resumeAttempts } from '../attempt-sending';
import { refreshCart } from '../cart';
import { cartOrderKey, refreshUntilTakenOut } from '../cart-order';
import { withCompletion } from '../order-completion';
import { type Submission, submitAttempt } from '../order-submission';
import { pay, type PaymentMethod } from '../payment/order-payment';
import { PendingAttempts } from '../pending-attempts';
import { type Benefits, benefitsBody } from './benefits';
import { chooseAddress } from './chosen-address';

const messages = translations({
  ko: { placed: (id: number) => `주문번호 ${id}: 주문 상태 보기` },
  en: { placed: (id: number) => `Order ${id} was placed. View order` },
});

/** A line as it was reviewed. */
interface ReviewedLine {
  readonly productId: number;
  readonly productName: string;
  readonly quantity: number;
  /** of one unit */
  readonly productPrice: number;
}

/** One attempt to order these lines at these prices or lower ones. */
interface CheckoutAttempt extends Benefits {
  readonly from: 'product' | 'cart';
  readonly lines: readonly ReviewedLine[];
  /** pays like this what is due once the units are reserved; undefined: the buyer pays later */
  readonly method: PaymentMethod | undefined;
  /** where it goes; undefined: the shop does not ship, or the buyer has no address */
  readonly addressId?: number | undefined;
  readonly key: string;
}

export type CheckoutOrder =
  | { readonly step: 'none' }
  | Exclude<Submission, { readonly step: 'unknown' }>
  | { readonly step: 'unknown'; readonly attempt: CheckoutAttempt }
  /** nothing was ordered, because there are not enough units of these */
  | { readonly step: 'sold-out'; readonly lines: readonly ReviewedLine[] }
  /** nothing was ordered; the buyer decides whether to order at the new prices */
  | { readonly step: 'price-changed' }
  /** nothing was sent, because the buyer has to give an address first, or to save the one that is being entered */
  | { readonly step: 'address-missing' | 'address-unsaved' };

/** The order of the checkout. It continues when its page is left, and is found again on return. */
export const checkoutOrder = signal<CheckoutOrder>({ step: 'none' });

const pending = new PendingAttempts<CheckoutAttempt>('hotdeal.pending-checkouts');

onBuyerChange((userId) => {
  checkoutOrder.value = { step: 'none' };
  if (userId === undefined) return;
  const ask = (attempt: CheckoutAttempt): void => {
    checkoutOrder.value = { step: 'unknown', attempt };
  };
  resumeAttempts(pending, userId, { submit: submitCheckout, ask });
});

/** Whether an order is on its way, or may have been placed: another one must wait. */
export function isOrdering({ step }: CheckoutOrder): boolean {
  return step === 'ordering' || step === 'retrying' || step === 'unknown';
}

/** @param cart from which the lines are ordered, in the state that the buyer has seen; undefined for one product */
export function order(reviewed: Omit<CheckoutAttempt, 'key' | 'from'>, cart: Cart | undefined): void {
  if (isOrdering(checkoutOrder.peek())) return;
  submitCheckout({
    ...reviewed,
    from: cart === undefined ? 'product' : 'cart',
    key: cart === undefined ? newIdempotencyKey() : cartOrderKey(cart, reviewed.lines),
  });
}

export function submitCheckout(attempt: CheckoutAttempt): void {
  const show = (submission: Submission): void => {
    checkoutOrder.value = checkoutAfter(attempt, submission);
    if (submission.step === 'completed') continueWith(submission.order, attempt);
    if (submission.step === 'refused' && attempt.from === 'cart') void refreshCart();
  };
  const onPlaced = (): void => {
    if (attempt.from === 'cart') void refreshUntilTakenOut(attempt.lines);
  };
  void submitAttempt({ attempt, pending, show, onPlaced, send: () => send(attempt) });
}

function send({ from, lines, key, addressId, ...benefits }: CheckoutAttempt): Promise<Order> {
  const request = { params: { header: { 'Idempotency-Key': key } }, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) };
  const terms = { ...benefitsBody(benefits), ...(addressId !== undefined && { addressId }) };
  if (from === 'cart') {
    const expectedTotal = lines.reduce((sum, { productPrice, quantity }) => sum + productPrice * quantity, 0);
    const productIds = lines.map(({ productId }) => productId);
    return answerOf(shop.api.POST('/api/cart/order', { ...request, body: { productIds, expectedTotal, ...terms } }));
  }
  const orderItems = lines.map(({ productId, quantity, productPrice }) => ({
    productId,
    quantity,
    expectedPrice: productPrice,
  }));
  return answerOf(shop.api.POST('/api/orders/products', { ...request, body: { orderItems, ...terms } }));
}

/** The page of the order says what became of it. It takes the place of the checkout, so that Back does not order again. */
function continueWith(placed: Order, { method }: CheckoutAttempt): void {
  const { orderId, status } = withCompletion(placed);
  chooseAddress(undefined);
  const isShown = route.peek().parts[0] === 'checkout';
  if (isShown) replaceAddress(`/orders/${orderId}`);
  else toast(messages.placed(orderId), linkTo(`/orders/${orderId}`));
  if (method === undefined || status !== 'ORDER_PENDING') return;
  // Points are taken in this page. To the page of a provider the browser goes only from the checkout.
  if (isShown || method === 'POINTS') pay(orderId, method);
}

function checkoutAfter(attempt: CheckoutAttempt, submission: Submission): CheckoutOrder {
  if (submission.step === 'unknown') return { step: 'unknown', attempt };
  if (submission.step !== 'refused' || !(submission.error instanceof ShopError)) return submission;
  const { error } = submission;
  const short = error.about('INSUFFICIENT_STOCK')?.productIds;
  if (short !== undefined)
    return { step: 'sold-out', lines: attempt.lines.filter(({ productId }) => short.includes(productId)) };
  return error.code === 'PRICE_CHANGED' ? { step: 'price-changed' } : submission;
}
