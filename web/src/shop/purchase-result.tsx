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
    ordering: '주문하는 중…',
    busy: '상점이 지금 답하지 못합니다. 같은 주문을 곧 다시 보내며, 두 번 주문되지 않습니다.',
    offline: '연결이 끊겼습니다. 연결되면 같은 주문을 다시 보냅니다. 두 번 주문되지 않습니다.',
    won: (quantity: number, total: string) => `주문이 완료되었습니다. ${quantity}개, 총 ${total}.`,
    failed: (reason: string) => `주문하지 못했습니다. ${reason}`,
    cancelled: '주문이 취소되었습니다.',
    soldOut: '품절되어 주문하지 못했습니다.',
    unclear: '주문이 접수되었는지 확인하지 못했습니다. 다시 보내도 두 번 주문되지 않습니다.',
    again: '같은 주문 다시 보내기',
    orders: '내 주문 보기',
  },
  en: {
    ordering: 'Ordering…',
    busy: 'The shop cannot answer right now. The same order is sent again in a moment; it never counts twice.',
    offline: 'No connection. The same order is sent again when it is back; it never counts twice.',
    won: (quantity: number, total: string) => `Ordered: ${quantity} for ${total} in total.`,
    failed: (reason: string) => `The order failed. ${reason}`,
    cancelled: 'The order was cancelled.',
    soldOut: 'Sold out: nothing was ordered.',
    unclear: 'Nobody could say whether the order was placed. Sending it again never orders twice.',
    again: 'Send the same order again',
    orders: 'See my orders',
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
      if (status === 'ORDER_SUCCESS') return said.won(totalOrderCount, won(totalOrderPrice));
      return said.failed(reasonWord(failureReason));
    }
  }
}
