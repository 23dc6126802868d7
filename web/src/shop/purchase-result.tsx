import type { JSX } from 'preact';
import { told } from '../ground/failures';
import { won } from '../ground/format';
import { wordsOf } from '../ground/language';
import { linkTo } from '../ground/route';
import { reasonWord } from './order-words';
import { type Purchase, pursue } from './purchase';
import { asSettled } from './settled-orders';

const said = wordsOf({
  ko: {
    ordering: '주문하고 있어요…',
    busy: '접속자가 많아 주문을 다시 보내고 있어요. 여러 번 보내도 한 번만 주문돼요.',
    offline: '인터넷이 끊겼어요. 연결되면 주문을 다시 보낼게요. 여러 번 보내도 한 번만 주문돼요.',
    failed: (reason: string) => `주문하지 못했어요. ${reason}`,
    cancelled: '주문이 취소됐어요.',
    soldOut: '재고가 부족해 주문하지 못했어요.',
    unclear: '주문이 접수됐는지 확인하지 못했어요. 다시 보내도 한 번만 주문돼요.',
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
    soldOut: 'Not enough stock. Nothing was ordered.',
    unclear: 'We could not confirm your order. You can safely try again; it will only be placed once.',
    again: 'Try again',
    orders: 'View my orders',
    done: (quantity: number, total: string) =>
      `Order confirmed: ${quantity} ${quantity === 1 ? 'item' : 'items'}, ${total}`,
  },
});

/** What has become of the purchase, read out as it changes. */
export function PurchaseResult({ purchase }: { readonly purchase: Purchase }): JSX.Element {
  return (
    <div class={`purchase-result ${mood(purchase)}`} role="status" aria-live="polite">
      {purchase.step !== 'none' && (
        <p>
          {isUnderWay(purchase) && <span class="spinner" aria-hidden="true" />} {sentence(purchase)}
        </p>
      )}
      {purchase.step === 'unclear' && (
        <button type="button" onClick={() => void pursue(purchase.intent)}>
          {said.again}
        </button>
      )}{' '}
      {(purchase.step === 'ended' || purchase.step === 'unclear') && <a href={linkTo('/orders')}>{said.orders}</a>}
    </div>
  );
}

export function isUnderWay({ step }: Purchase): boolean {
  return step === 'ordering' || step === 'trying-again';
}

function mood(purchase: Purchase): string {
  if (purchase.step === 'none' || isUnderWay(purchase)) return '';
  return purchase.step === 'ended' && asSettled(purchase.order).status === 'ORDER_SUCCESS' ? 'good' : 'bad';
}

function sentence(purchase: Purchase): string {
  switch (purchase.step) {
    case 'none':
      return '';
    case 'ordering':
      return said.ordering;
    case 'trying-again':
      return purchase.trouble.kind === 'busy' ? said.busy : said.offline;
    case 'sold-out':
      return said.soldOut;
    case 'refused':
      return told(purchase.error);
    case 'unclear':
      return said.unclear;
    case 'ended': {
      const { status, failureReason, totalOrderCount, totalOrderPrice } = asSettled(purchase.order);
      if (status === 'ORDER_CANCELLED') return said.cancelled;
      if (status === 'ORDER_SUCCESS') return said.done(totalOrderCount, won(totalOrderPrice));
      return said.failed(reasonWord(failureReason));
    }
  }
}
