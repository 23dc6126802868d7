import type { JSX } from 'preact';
import { errorMessage } from '../api/error-messages';
import { won } from '../i18n/format';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { withCompletion } from './order-completion';
import { failureLabel } from './order-labels';
import { buy, type Purchase, submit } from './purchase';

const messages = translations({
  ko: {
    ordering: '주문하고 있어요…',
    busy: '접속자가 많아 주문을 다시 보내고 있어요. 여러 번 보내도 한 번만 주문돼요.',
    offline: '인터넷이 끊겼어요. 연결되면 주문을 다시 보낼게요. 여러 번 보내도 한 번만 주문돼요.',
    failed: (reason: string) => `주문하지 못했어요. ${reason}`,
    cancelled: '주문이 취소됐어요.',
    reserved: '상품을 확보했어요. 주문 내역에서 결제해 주세요.',
    soldOut: '재고가 부족해 주문하지 못했어요.',
    priceChanged: (before: string, after: string) =>
      `가격이 ${before}에서 ${after}으로 바뀌어 주문하지 않았어요. 바뀐 가격으로 구매할까요?`,
    buyAt: (price: string) => `${price}에 구매하기`,
    unknown: '주문이 접수됐는지 확인하지 못했어요. 다시 보내도 한 번만 주문돼요.',
    again: '주문 다시 보내기',
    orders: '주문 내역 보기',
    done: (quantity: number, total: string) => `주문이 완료됐어요. ${quantity}개, 총 ${total}`,
  },
  en: {
    ordering: 'Placing your order…',
    busy: 'The shop is busy. We are sending your order again; it will only be placed once.',
    offline: 'You are offline. Your order will be sent again when you are back; it will only be placed once.',
    failed: (reason: string) => `Your order could not be placed. ${reason}`,
    cancelled: 'Your order was cancelled.',
    reserved: 'Your items are reserved. Please pay for them in your orders.',
    soldOut: 'Not enough stock. Nothing was ordered.',
    priceChanged: (before: string, after: string) =>
      `The price has changed from ${before} to ${after}. Nothing was ordered. Do you want to buy at the new price?`,
    buyAt: (price: string) => `Buy at ${price}`,
    unknown: 'We could not confirm your order. You can safely try again; it will only be placed once.',
    again: 'Try again',
    orders: 'View my orders',
    done: (quantity: number, total: string) =>
      `Order confirmed: ${quantity} ${quantity === 1 ? 'item' : 'items'}, ${total}`,
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
          {messages.again}
        </button>
      )}
      {purchase.step === 'price-changed' && <NewPriceButton attempt={purchase.attempt} price={purchase.price} />}{' '}
      {(purchase.step === 'completed' || purchase.step === 'unknown') && (
        <a href={linkTo('/orders')}>{messages.orders}</a>
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
      return purchase.reason.kind === 'busy' ? messages.busy : messages.offline;
    case 'sold-out':
      return messages.soldOut;
    case 'refused':
      return errorMessage(purchase.error);
    case 'unknown':
      return messages.unknown;
    case 'price-changed':
      return priceChange(purchase);
    case 'completed': {
      const { status, failureReason, totalOrderCount, totalOrderPrice } = withCompletion(purchase.order);
      if (status === 'ORDER_CANCELLED') return messages.cancelled;
      if (status === 'ORDER_PENDING') return messages.reserved;
      if (status === 'ORDER_SUCCESS') return messages.done(totalOrderCount, won(totalOrderPrice));
      return messages.failed(failureLabel(failureReason));
    }
  }
}

function priceChange({ attempt, price }: PriceChange): string {
  return messages.priceChanged(won(attempt.expectedPrice ?? price), won(price));
}
