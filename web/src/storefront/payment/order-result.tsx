import { ShopError } from '@hotdeal/client';
import type { JSX } from 'preact';
import { errorMessage } from '../../api/error-messages';
import type { Order, Payment } from '../../api/views';
import { count, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { failureLabel } from '../order-labels';
import { PutBackButton } from '../put-back-button';
import { paymentOf } from './order-payment';
import { cancelLabel } from './payment-labels';
import { RefundAccountForm } from './refund-account-form';

const messages = translations({
  ko: {
    processing: '주문을 처리하고 있어요…',
    paid: '결제가 완료됐어요.',
    ordered: '주문이 완료됐어요.',
    SHIPPED: '상품이 출발했어요.',
    DELIVERED: '상품이 도착했어요.',
    RETURN_REQUESTED: '반품을 접수했어요. 돌아온 상품을 확인한 뒤 환불해 드려요.',
    RETURNED: '모든 상품의 반품이 끝났어요.',
    failed: (reason: string) => `주문하지 못했어요. ${reason}`,
    cancelled: '주문이 취소됐어요.',
    notCharged: '결제된 금액은 없어요.',
    pointsBack: (points: string) => `주문에 쓴 ${points}포인트는 돌려드려요.`,
    couponBack: '사용한 쿠폰은 기한 안에 다시 쓸 수 있어요.',
    confirming: '결제를 확인하고 있어요. 결제됐다면 전액 돌려드려요.',
    confirmingLate:
      '결제를 확인하고 있어요. 결제됐다면 상품이 아직 있을 때 새 주문으로 이어 드리고, 없으면 전액 돌려드려요.',
    noDeposit: '이 주문의 계좌로 더 이상 입금하지 마세요. 이미 입금했다면 전액 돌려드려요.',
    lateChecking:
      '결제가 늦게 도착했어요. 상품이 아직 있으면 새 주문으로 이어 드리고, 없으면 전액 돌려드려요. 확인하고 있어요…',
    lateReplaced: '결제가 늦게 도착해서 같은 내용의 새 주문으로 이어 드렸어요. 다시 결제하지 않아도 돼요.',
    replacement: (id: number) => `새 주문 보기 (주문번호 ${id})`,
    replaces: '결제가 늦게 도착한 주문을 대신하는 주문이에요.',
    replaced: (id: number) => `원래 주문 보기 (주문번호 ${id})`,
    refunding: (amount: string) => `${amount}을 환불하고 있어요…`,
    refunded: (amount: string) => `${amount}을 환불했어요.`,
    stuck: '환불이 늦어지고 있어요. 저희가 확인하고 있으니 다시 신청하지 않아도 돼요.',
    stuckDeposit: '환불이 늦어지고 있어요. 환불받을 계좌가 필요해요. 아직 저장하지 않았다면 아래에서 저장해 주세요.',
    points: '포인트 내역 보기',
    soon: '카드사나 은행에 따라 며칠 걸릴 수 있어요.',
    receipt: '영수증 보기',
  },
  en: {
    processing: 'Processing your order…',
    paid: 'Your payment is complete.',
    ordered: 'Your order is complete.',
    SHIPPED: 'Your items are on their way.',
    DELIVERED: 'Your items have been delivered.',
    RETURN_REQUESTED: 'We have received your request. You get your refund once we have checked the items.',
    RETURNED: 'All items of this order have been returned.',
    failed: (reason: string) => `Your order could not be placed. ${reason}`,
    cancelled: 'Your order was cancelled.',
    notCharged: 'You were not charged.',
    pointsBack: (points: string) => `The ${points} points used for it go back to you.`,
    couponBack: 'You can use your coupon again while it is valid.',
    confirming: 'We are checking your payment. If it went through, you get it back.',
    confirmingLate:
      'We are checking your payment. If it went through, you get a new order if your items are still available, or your money back.',
    noDeposit: 'Please do not transfer anything to the account any more. If you already have, you get it back.',
    lateChecking:
      'Your payment arrived late. You will get a new order if your items are still available, or your money back. Checking…',
    lateReplaced: 'Your payment arrived late, so a new order replaces this one. There is nothing more to pay.',
    replacement: (id: number) => `View the new order (${id})`,
    replaces: 'This order replaces one that had expired when your payment arrived.',
    replaced: (id: number) => `View the expired order (${id})`,
    refunding: (amount: string) => `${amount} is being refunded…`,
    refunded: (amount: string) => `${amount} was refunded.`,
    stuck: 'Your refund is delayed. We are taking care of it; you do not need to ask again.',
    stuckDeposit:
      'Your refund is delayed. We need the account that it goes to. If you have not saved one yet, please do so below.',
    points: 'View my points',
    soon: 'It can take some days until your card company or bank shows it.',
    receipt: 'View receipt',
  },
});

interface OrderResultProperties {
  readonly order: Order;
  readonly payment: Payment | null;
}

/** What became of the order, and of every amount that was paid for it. */
export function OrderResult({ order, payment }: OrderResultProperties): JSX.Element {
  const { status, replacesOrderId } = order;
  return (
    <section class={`order-result card ${tone(status)}`}>
      <div role="status">
        {status === 'ORDER_BEFORE' && <Checking text={messages.processing} />}
        {status === 'ORDER_SUCCESS' && (
          <>
            <p>{successSentence(order)}</p>
            <SecondPayment orderId={order.orderId} />
          </>
        )}
        {(status === 'ORDER_FAILURE' || status === 'ORDER_CANCELLED') && <Ended order={order} payment={payment} />}
      </div>
      <Receipt payment={payment} />
      {payment !== null && needsAccount(payment) && <RefundAccountForm orderId={payment.orderId} isNeeded />}
      {replacesOrderId !== undefined && (
        <p>
          {messages.replaces} <a href={linkTo(`/orders/${replacesOrderId}`)}>{messages.replaced(replacesOrderId)}</a>
        </p>
      )}
    </section>
  );
}

function successSentence({ stage, amountDue = 0 }: Order): string {
  if (stage === 'SHIPPED' || stage === 'DELIVERED' || stage === 'RETURN_REQUESTED' || stage === 'RETURNED')
    return messages[stage];
  return amountDue > 0 ? messages.paid : messages.ordered;
}

/** The money of a deposit goes back to an account, which only the buyer knows. */
function needsAccount({ method, refunds }: Payment): boolean {
  return method === 'VIRTUAL_ACCOUNT' && refunds.some(({ status }) => status !== 'DONE');
}

/** Why the shop did not take a payment beside the one that the order has. */
function SecondPayment({ orderId }: Pick<Order, 'orderId'>): JSX.Element | null {
  const progress = paymentOf(orderId).value;
  if (progress.step !== 'refused' || !(progress.error instanceof ShopError)) return null;
  return SECOND_PAYMENT.includes(progress.error.code) ? <p>{errorMessage(progress.error)}</p> : null;
}

const SECOND_PAYMENT = ['ORDER_ALREADY_PAID', 'PAYMENT_SUPERSEDED'];

function Receipt({ payment }: Pick<OrderResultProperties, 'payment'>): JSX.Element | null {
  const address = payment?.status === 'CAPTURED' ? payment.receiptUrl : undefined;
  if (typeof address !== 'string' || !/^https?:/.test(address)) return null;
  return (
    <p>
      <a href={address} target="_blank" rel="noreferrer">
        {messages.receipt}
      </a>
    </p>
  );
}

function tone(status: Order['status']): string {
  if (status === 'ORDER_SUCCESS') return 'success';
  return status === 'ORDER_BEFORE' ? '' : 'danger';
}

function Ended({ order, payment }: OrderResultProperties): JSX.Element {
  const { status, pointsUsed = 0, replacedByOrderId, items } = order;
  const isFailure = status === 'ORDER_FAILURE';
  return (
    <>
      <p>
        {isFailure
          ? messages.failed(failureLabel(order.failureReason))
          : cancelLabel(order.cancelReason) || messages.cancelled}
      </p>
      {replacedByOrderId === undefined ? (
        <>
          <Money order={order} payment={payment} />
          {order.userCouponId !== undefined && <p>{messages.couponBack}</p>}
          {pointsUsed > 0 && <p>{messages.pointsBack(count(pointsUsed))}</p>}
          <PutBackButton lines={items} />
        </>
      ) : (
        <p>
          {messages.lateReplaced}{' '}
          <a href={linkTo(`/orders/${replacedByOrderId}`)}>{messages.replacement(replacedByOrderId)}</a>
        </p>
      )}
    </>
  );
}

/** Only what was confirmed can have been charged. */
const NOT_CHARGED: readonly Payment['status'][] = ['REQUESTED', 'FAILED', 'ABANDONED', 'REVERSED'];

/** What becomes of the money of an order that ended without its goods. */
function Money({ order, payment }: OrderResultProperties): JSX.Element {
  if (payment === null || NOT_CHARGED.includes(payment.status)) return <p>{messages.notCharged}</p>;
  if (payment.status === 'WAITING_FOR_DEPOSIT') return <p>{messages.noDeposit}</p>;
  const isLate = order.cancelReason === 'PAYMENT_EXPIRED' || order.cancelReason === 'PAYMENT_FAILED';
  if (payment.status === 'CONFIRMING')
    return <Checking text={isLate ? messages.confirmingLate : messages.confirming} />;
  const sumOf = (wanted: string): number =>
    payment.refunds.filter(({ status }) => status === wanted).reduce((sum, { amount }) => sum + amount, 0);
  const [due, done, stuck] = ['DUE', 'DONE', 'STUCK'].map(sumOf) as [number, number, number];
  if (due + done + stuck === 0)
    return <Checking text={isLate ? messages.lateChecking : messages.refunding(won(payment.amount))} />;
  return (
    <>
      {due > 0 && <Checking text={messages.refunding(won(due))} />}
      {done > 0 && (
        <p>
          {messages.refunded(won(done))}{' '}
          {payment.method === 'POINTS' ? <a href={linkTo('/points')}>{messages.points}</a> : messages.soon}
        </p>
      )}
      {stuck > 0 && <p>{needsAccount(payment) ? messages.stuckDeposit : messages.stuck}</p>}
    </>
  );
}

function Checking({ text }: { readonly text: string }): JSX.Element {
  return (
    <p>
      <span class="spinner" aria-hidden="true" /> {text}
    </p>
  );
}
