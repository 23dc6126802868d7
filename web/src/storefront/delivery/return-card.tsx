import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { now } from '../../api/shop';
import type { Delivery, Order, Payment, Return } from '../../api/views';
import { count, dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { paidBackText } from './paid-back';
import { hasArrived } from './parcel';
import { ReturnDialog } from './return-dialog';
import { returnableLines } from './returnable';

const messages = translations({
  ko: {
    title: '반품',
    RETURN_REQUESTED: '반품 접수',
    RETURNED: '반품 완료',
    REJECTED: '반품 거절',
    item: (name: string, quantity: string) => `${name} ${quantity}개`,
    toPayBack: (amount: string) => `환불 예정: ${amount}. 돌아온 상품을 확인한 뒤 돌려드려요.`,
    paidBack: (amount: string) => `환불 금액: ${amount}`,
    rejected: '판매자가 반품을 받지 않아서 환불되는 금액이 없어요. 자세한 내용은 판매자에게 문의해 주세요.',
    nothing: '결제한 금액이 없어서 환불되는 금액도 없어요.',
    reason: (text: string) => `반품 사유: ${text}`,
    until: (time: string) => `${time}까지 반품할 수 있어요.`,
    over: (time: string) => `반품할 수 있는 기간이 ${time}에 끝났어요.`,
    request: '반품 신청',
  },
  en: {
    title: 'Returns',
    RETURN_REQUESTED: 'Return requested',
    RETURNED: 'Returned',
    REJECTED: 'Return rejected',
    item: (name: string, quantity: string) => `${quantity} × ${name}`,
    toPayBack: (amount: string) => `To be refunded: ${amount}, once we have checked your items.`,
    paidBack: (amount: string) => `Refund: ${amount}`,
    rejected: 'The shop did not accept this return, so nothing is paid back. Please contact the shop for details.',
    nothing: 'Nothing was paid for these items, so nothing is paid back.',
    reason: (text: string) => `Reason: ${text}`,
    until: (time: string) => `You can return items until ${time}.`,
    over: (time: string) => `The time to return items ended on ${time}.`,
    request: 'Return items',
  },
});

interface ReturnCardProperties {
  readonly order: Order;
  readonly payment: Payment | null;
  readonly delivery: Delivery | null;
  readonly returns: readonly Return[];
  readonly refetch: () => void;
}

/** What was sent back, what is paid back for it, and until when more can be returned. */
export function ReturnCard({ order, payment, delivery, returns, refetch }: ReturnCardProperties): JSX.Element | null {
  const heading = useRef<HTMLHeadingElement>(null);
  const [isOpen, setOpen] = useState(false);
  const isRequested = useRef(false);
  useEffect(() => {
    // The button that opened the dialog, and has the focus then, is gone once the return is shown.
    if (isRequested.current && document.activeElement === document.body) heading.current?.focus();
  }, [isOpen, returns.length]);
  if (!hasArrived(order)) return null;
  const lines = returnableLines(order, returns);
  const isReturning = returns.some(({ status }) => status === 'RETURN_REQUESTED');
  const until = delivery?.returnableUntil ?? null;
  const isOver = until !== null && Date.parse(until) <= now.value;
  return (
    <section class="card returns" aria-labelledby="order-returns">
      <h2 id="order-returns" ref={heading} tabIndex={-1}>
        {messages.title}
      </h2>
      {returns.length > 0 && (
        <ul>
          {[...returns].reverse().map((one) => (
            <ReturnItem key={one.returnId} order={order} payment={payment} one={one} />
          ))}
        </ul>
      )}
      {lines.length > 0 && !isReturning && (
        <>
          {until !== null && (
            <p class="hint">{isOver ? messages.over(dateTime(until)) : messages.until(dateTime(until))}</p>
          )}
          {(!isOver || isOpen) && (
            <button type="button" onClick={() => setOpen(true)}>
              {messages.request}
            </button>
          )}
        </>
      )}
      {isOpen && (
        <ReturnDialog
          order={order}
          payment={payment}
          lines={lines}
          onClose={() => setOpen(false)}
          onRequested={() => {
            isRequested.current = true;
            refetch();
          }}
        />
      )}
    </section>
  );
}

interface ReturnItemProperties {
  readonly order: Order;
  readonly payment: Payment | null;
  readonly one: Return;
}

function ReturnItem({ order, payment, one }: ReturnItemProperties): JSX.Element {
  const { status, items, requestedAt, reason } = one;
  const nameOf = (wanted: number): string =>
    order.items.find(({ productId }) => productId === wanted)?.productName ?? '';
  return (
    <li>
      <p>
        <span class={`status ${status.toLowerCase()}`}>{messages[status]}</span>{' '}
        <time class="hint" dateTime={requestedAt}>
          {dateTime(requestedAt)}
        </time>
      </p>
      <p>{items.map(({ productId, quantity }) => messages.item(nameOf(productId), count(quantity))).join(', ')}</p>
      <p>{outcomeOf(one, payment)}</p>
      {typeof reason === 'string' && reason !== '' && <p class="hint">{messages.reason(reason)}</p>}
    </li>
  );
}

/** Whether it has been paid back is what the refund of the payment says. */
function outcomeOf({ status, items }: Return, payment: Payment | null): string {
  if (status === 'REJECTED') return messages.rejected;
  const sum = (of: 'refundMoney' | 'refundPoints'): number => items.reduce((total, item) => total + item[of], 0);
  const amount = paidBackText({ money: sum('refundMoney'), points: sum('refundPoints') }, payment);
  if (amount === undefined) return messages.nothing;
  return status === 'RETURNED' ? messages.paidBack(amount) : messages.toPayBack(amount);
}
