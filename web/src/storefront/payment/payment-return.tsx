import { ShopError } from '@hotdeal/client';
import { useEffect } from 'preact/hooks';
import { visitor } from '../../auth/session';
import { replaceAddress, route } from '../../navigation/route';
import { confirm, paymentOf, type PaymentProgress } from './order-payment';

/**
 * Beside the page of an order: a provider's page has sent the buyer back to it, with what confirms the payment in the
 * address. That stays until the shop has answered: so a reload, or a login that is needed first, goes on with the same
 * payment. The shop confirms each payment once, however often it is asked.
 */
export function PaymentReturn({ orderId }: { readonly orderId: number }): null {
  const { query } = route.value;
  const userId = typeof visitor.value === 'object' ? visitor.value.userId : undefined;
  useEffect(() => follow(orderId, query), [orderId, userId, query.toString()]);
  const progress = paymentOf(orderId).value;
  const isOver = isAnswered(progress);
  useEffect(() => {
    if (isOver) replaceAddress(`/orders/${orderId}`);
  }, [isOver]);
  return null;
}

function follow(orderId: number, query: URLSearchParams): void {
  const key = query.get('providerOrderId') ?? query.get('orderId');
  const paymentKey = query.get('paymentKey');
  const amount = Number(query.get('amount'));
  const code = query.get('code');
  if (key !== null && paymentKey !== null && Number.isSafeInteger(amount) && amount > 0) {
    confirm({ orderId, key, paymentKey, amount });
    return;
  }
  if (code !== null) paymentOf(orderId).value = { step: 'returned', code };
  else replaceAddress(`/orders/${orderId}`);
}

/** Not by a refusal after which another account, or a new login, goes on with it. */
function isAnswered(progress: PaymentProgress): boolean {
  if (progress.step === 'answered' || progress.step === 'returned') return true;
  if (progress.step !== 'refused') return false;
  const { error } = progress;
  return !(error instanceof ShopError && (error.status === 401 || error.status === 404));
}
