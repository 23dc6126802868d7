import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { shop } from '../../api/shop';
import type { Order } from '../../api/views';
import { count, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Confirmation } from '../../ui/dialog';
import { toast } from '../../ui/toasts';
import type { Payment } from '../money/payment-views';
import { isOpen, keptAmount, methodName } from '../money/payment-words';

const messages = translations({
  ko: {
    title: (id: number) => `주문 ${id}번을 취소할까요?`,
    why: '주문한 상품은 다시 판매돼요. 취소하면 되돌릴 수 없어요.',
    refund: (amount: string, method: string) => `고객이 결제한 ${amount}을 ${method}로 환불해요.`,
    points: (points: string) => `사용한 ${points}포인트를 고객에게 돌려줘요.`,
    coupon: '사용한 쿠폰을 고객에게 돌려줘요.',
    open: '확인 중인 결제가 있어요. 나중에 결제된 것으로 확인되면 자동으로 환불해요.',
    unpaid: '아직 결제되지 않아 환불할 금액이 없어요.',
    keep: '닫기',
    cancel: '주문 취소',
    cancelAndRefund: (amount: string) => `주문 취소 및 ${amount} 환불`,
    cancelled: (id: number) => `주문 ${id}번을 취소했어요.`,
    refunding: (id: number, amount: string) => `주문 ${id}번을 취소했어요. ${amount}을 환불하고 있어요.`,
  },
  en: {
    title: (id: number) => `Cancel order ${id}?`,
    why: 'The items go back on sale. This cannot be undone.',
    refund: (amount: string, method: string) =>
      `The ${amount} that the customer paid will be refunded (${method.toLowerCase()}).`,
    points: (points: string) => `The ${points} points used on this order go back to the customer.`,
    coupon: 'The coupon used on this order goes back to the customer.',
    open: 'A payment is still being checked. If it turns out to be paid, it will be refunded automatically.',
    unpaid: 'Nothing has been paid, so there is nothing to refund.',
    keep: 'Keep order',
    cancel: 'Cancel order',
    cancelAndRefund: (amount: string) => `Cancel and refund ${amount}`,
    cancelled: (id: number) => `Order ${id} cancelled.`,
    refunding: (id: number, amount: string) => `Order ${id} cancelled. ${amount} is being refunded.`,
  },
});

interface CancelOrderDialogProperties {
  readonly order: Order;
  readonly payments: readonly Payment[];
  readonly onClose: () => void;
  readonly onCancelled: () => void;
}

/** Asks before an order is cancelled, and says what goes back to the customer. */
export function CancelOrderDialog(properties: CancelOrderDialogProperties): JSX.Element {
  const { order, payments, onClose, onCancelled } = properties;
  const { orderId, pointsUsed = 0, amountDue = 0 } = order;
  const refund = order.status === 'ORDER_SUCCESS' ? payments.reduce((sum, payment) => sum + keptAmount(payment), 0) : 0;
  const method = payments.find((payment) => keptAmount(payment) > 0)?.method;
  const cancel = async (): Promise<void> => {
    await answerOf(shop.api.PUT('/api/orders/{orderId}', { params: { path: { orderId } } }));
    toast(refund > 0 ? messages.refunding(orderId, won(refund)) : messages.cancelled(orderId));
    onCancelled();
  };
  return (
    <Confirmation
      title={messages.title(orderId)}
      action={refund > 0 ? messages.cancelAndRefund(won(refund)) : messages.cancel}
      dismiss={messages.keep}
      onClose={onClose}
      onConfirm={cancel}
    >
      {method !== undefined && refund > 0 && <p>{messages.refund(won(refund), methodName(method))}</p>}
      {pointsUsed > 0 && <p>{messages.points(count(pointsUsed))}</p>}
      {order.userCouponId !== undefined && <p>{messages.coupon}</p>}
      {payments.some(isOpen) && <p>{messages.open}</p>}
      {refund === 0 && amountDue > 0 && !payments.some(isOpen) && <p>{messages.unpaid}</p>}
      <p>{messages.why}</p>
    </Confirmation>
  );
}
