import type { JSX } from 'preact';
import { errorMessage } from '../api/error-messages';
import { won } from '../i18n/format';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { AddressLink, answeredSentence, attemptMessages, retryingSentence } from './order-attempt-result';
import { withCompletion } from './order-completion';
import { buy, type Purchase, submit } from './purchase';

const messages = translations({
  ko: {
    ordering: '주문하고 있어요…',
    soldOut: '재고가 부족해 주문하지 못했어요.',
    priceChanged: (before: string, after: string) =>
      `가격이 ${before}에서 ${after}으로 바뀌어 주문하지 않았어요. 바뀐 가격으로 구매할까요?`,
    buyAt: (price: string) => `${price}에 구매하기`,
  },
  en: {
    ordering: 'Placing your order…',
    soldOut: 'Not enough stock. Nothing was ordered.',
    priceChanged: (before: string, after: string) =>
      `The price has changed from ${before} to ${after}. Nothing was ordered. Do you want to buy at the new price?`,
    buyAt: (price: string) => `Buy at ${price}`,
  },
});

/** The state of the purchase. Screen readers announce each change. */
export function PurchaseResult({ purchase }: { readonly purchase: Purchase }): JSX.Element {
  return (
    <div class={`purchase-result ${tone(purchase)}`} role="status" aria-live="polite">
      {purchase.step !== 'none' && (
        <p>
          {isInProgress(purchase) && <span class="spinner" aria-hidden="true" />} {sentence(purchase)}
        </p>
      )}
      {purchase.step === 'unknown' && (
        <button
          type="button"
          onClick={({ currentTarget }) => {
            focusOnBuy(currentTarget);
            submit(purchase.attempt);
          }}
        >
          {attemptMessages.again}
        </button>
      )}
      {purchase.step === 'price-changed' && <NewPriceButton attempt={purchase.attempt} price={purchase.price} />}{' '}
      {purchase.step === 'refused' && <AddressLink error={purchase.error} />}
      {(purchase.step === 'completed' || purchase.step === 'unknown') && (
        <a href={linkTo('/orders')}>{attemptMessages.orders}</a>
      )}
    </div>
  );
}

/** Buying at another price than the one that was shown is a new decision, and a new attempt. */
function NewPriceButton({ attempt, price }: Omit<PriceChange, 'step'>): JSX.Element {
  const total = won(price * attempt.quantity);
  return (
    <button
      type="button"
      onClick={({ currentTarget }) => {
        focusOnBuy(currentTarget);
        buy(attempt.productId, attempt.quantity, price);
      }}
    >
      {messages.buyAt(total)}
    </button>
  );
}

/** The button that was pressed is about to disappear. */
function focusOnBuy({ form }: HTMLButtonElement): void {
  form?.querySelector<HTMLElement>('.buy')?.focus();
}

type PriceChange = Extract<Purchase, { readonly step: 'price-changed' }>;

export function isInProgress({ step }: Purchase): boolean {
  return step === 'ordering' || step === 'retrying';
}

function tone(purchase: Purchase): string {
  if (purchase.step === 'none' || isInProgress(purchase)) return '';
  return purchase.step === 'completed' && withCompletion(purchase.order).status === 'ORDER_SUCCESS'
    ? 'success'
    : 'danger';
}

function sentence(purchase: Purchase): string {
  switch (purchase.step) {
    case 'none':
      return '';
    case 'ordering':
      return messages.ordering;
    case 'retrying':
      return retryingSentence(purchase.reason);
    case 'sold-out':
      return messages.soldOut;
    case 'refused':
      return errorMessage(purchase.error);
    case 'unknown':
      return attemptMessages.unknown;
    case 'price-changed':
      return priceChange(purchase);
    case 'completed':
      return answeredSentence(purchase.order);
  }
}

function priceChange({ attempt, price }: PriceChange): string {
  return messages.priceChanged(won(attempt.expectedPrice ?? price), won(price));
}
