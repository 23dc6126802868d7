import { answerOf, ShopError } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { shop } from '../api/shop';
import type { Order } from '../api/views';
import { translations } from '../i18n/language';
import { Confirmation, Dialog } from '../ui/dialog';
import { isCompleted, recordStatus } from './order-completion';
import { isOnItsWay } from './order-labels';

const messages = translations({
  ko: {
    title: (id: number) => `주문번호 ${id} 주문을 취소할까요?`,
    why: '취소한 상품은 다른 고객이 바로 구매할 수 있어요. 취소하면 되돌릴 수 없어요.',
    refund: '결제한 금액과 사용한 포인트는 돌려드려요.',
    coupon: '사용한 쿠폰은 기한 안에 다시 쓸 수 있어요.',
    ifPaid: '이미 결제됐다면 전액 돌려드려요.',
    shipped: '상품이 이미 출발해서 취소할 수 없어요. 상품을 받은 뒤 반품할 수 있어요.',
    close: '닫기',
    keep: '닫기',
    cancel: '주문 취소',
  },
  en: {
    title: (id: number) => `Cancel order ${id}?`,
    why: 'Other customers can buy the items right away. This cannot be undone.',
    refund: 'What you paid and the points you used are refunded.',
    coupon: 'You can use your coupon again while it is valid.',
    ifPaid: 'If a payment has gone through already, you get it back.',
    shipped: 'Your items have left already, so this order cannot be cancelled. You can return them once they arrive.',
    close: 'Close',
    keep: 'Keep order',
    cancel: 'Cancel order',
  },
});

interface CancelDialogProperties {
  readonly order: Order;
  readonly onClose: () => void;
  /** the order is not what it was when it was loaded */
  readonly onRefused?: () => void;
}

export function CancelDialog({ order, onClose, onRefused }: CancelDialogProperties): JSX.Element {
  const { orderId, status, stage, userCouponId, amountDue = 0, pointsUsed = 0 } = order;
  const [isShipped, setShipped] = useState(false);
  const isRefunded = pointsUsed > 0 || (amountDue > 0 && status === 'ORDER_SUCCESS');
  const cancel = async (): Promise<void> => {
    try {
      const cancelled = await answerOf(shop.api.PUT('/api/orders/{orderId}', { params: { path: { orderId } } }));
      if (isCompleted(cancelled)) recordStatus(cancelled);
    } catch (error) {
      onRefused?.();
      if (isOfShipping(error)) setShipped(true);
      throw error;
    }
  };
  // Shipping has won the race, before the question was answered or with the answer.
  if (isShipped || isOnItsWay(stage))
    return (
      <Dialog title={messages.title(orderId)} onClose={onClose}>
        <p role="alert">{messages.shipped}</p>
        <div class="button-row">
          <button type="button" onClick={onClose}>
            {messages.close}
          </button>
        </div>
      </Dialog>
    );
  return (
    <Confirmation
      title={messages.title(orderId)}
      action={messages.cancel}
      dismiss={messages.keep}
      onClose={onClose}
      onConfirm={cancel}
    >
      <p>{messages.why}</p>
      {isRefunded && <p>{messages.refund}</p>}
      {userCouponId !== undefined && <p>{messages.coupon}</p>}
      {stage === 'PAYMENT_REQUESTED' && <p>{messages.ifPaid}</p>}
    </Confirmation>
  );
}

function isOfShipping(error: unknown): boolean {
  return error instanceof ShopError && error.about('ORDER_NOT_CANCELLABLE')?.status === 'ORDER_SUCCESS';
}
