import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { usePolling, useReconnected } from '../../api/refresh';
import { count, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { stuckRefunds } from '../money/stuck-refunds';
import { unknownPayments } from '../money/unknown-payments';
import { countedText } from '../ui/counted';
import { countLowStock, DEFAULT_THRESHOLD, lowStock } from './low-stock';
import { heldShipments, returnsToDecide } from './shipping-attention';

const messages = translations({
  ko: {
    title: '처리가 필요해요',
    refunds: (refunds: string, amount: string) => `처리하지 못한 환불이 ${refunds}건 있어요 (${amount}).`,
    showRefunds: '환불 처리하기',
    unknown: (payments: string) => `5분 넘게 결과를 확인하지 못한 결제가 ${payments}건 있어요.`,
    showUnknown: '결제 확인하기',
    returns: (returns: string) => `처리할 반품이 ${returns}건 있어요.`,
    showReturns: '반품 처리하기',
    held: (orders: string) => `발송을 보류한 주문이 ${orders}건 있어요.`,
    showHeld: '보류한 주문 보기',
    low: (products: string, below: string) => `재고가 ${below}개보다 적게 남은 상품이 ${products}개 있어요.`,
    showLow: '재고 보기',
  },
  en: {
    title: 'Needs your attention',
    refunds: (refunds: string, amount: string) =>
      refunds === '1' ? `1 refund could not be made (${amount}).` : `${refunds} refunds could not be made (${amount}).`,
    showRefunds: 'View these refunds',
    unknown: (payments: string) =>
      `${payments === '1' ? '1 payment has' : `${payments} payments have`} had no known result for more than 5 minutes.`,
    showUnknown: 'View these payments',
    returns: (returns: string) =>
      returns === '1' ? '1 return is to be decided.' : `${returns} returns are to be decided.`,
    showReturns: 'View these returns',
    held: (orders: string) => (orders === '1' ? '1 shipment is on hold.' : `${orders} shipments are on hold.`),
    showHeld: 'View these shipments',
    low: (products: string, below: string) =>
      `${products === '1' ? '1 product has' : `${products} products have`} fewer than ${below} units left.`,
    showLow: 'View their stock',
  },
});

const LOW_STOCK_POLL_MS = 60_000;

/** What an administrator has to do about payments and refunds; nothing if there is nothing to do. */
export function PaymentsNeedAttention(): JSX.Element {
  return (
    <div role="status">
      <StuckRefunds />
      <UnknownPayments />
    </div>
  );
}

/** What an administrator has to do in the whole shop. */
export function NeedsAttention(): JSX.Element {
  useEffect(() => void countLowStock(), []);
  usePolling(LOW_STOCK_POLL_MS, () => void countLowStock());
  useReconnected(() => void countLowStock());
  const returns = countedText(returnsToDecide.value);
  const held = countedText(heldShipments.value);
  const low = countedText(lowStock.value);
  return (
    <div role="status">
      <StuckRefunds />
      <UnknownPayments />
      {returns !== '' && (
        <Attention href={linkTo('/shipments/returns')} action={messages.showReturns}>
          {messages.returns(returns)}
        </Attention>
      )}
      {held !== '' && (
        <Attention href={linkTo('/shipments', { status: 'HELD' })} action={messages.showHeld}>
          {messages.held(held)}
        </Attention>
      )}
      {low !== '' && (
        <Attention href={linkTo('/products/stock')} action={messages.showLow}>
          {messages.low(low, count(DEFAULT_THRESHOLD))}
        </Attention>
      )}
    </div>
  );
}

function StuckRefunds(): JSX.Element | null {
  const { number, amount, isMore } = stuckRefunds.value;
  if (number === 0) return null;
  return (
    <Attention href={linkTo('/payments/refunds', { status: 'STUCK' })} action={messages.showRefunds}>
      {messages.refunds(countedText(stuckRefunds.value), isMore ? `${won(amount)}+` : won(amount))}
    </Attention>
  );
}

function UnknownPayments(): JSX.Element | null {
  if (unknownPayments.value === 0) return null;
  return (
    <Attention href={linkTo('/payments', { status: 'CONFIRMING' })} action={messages.showUnknown}>
      {messages.unknown(count(unknownPayments.value))}
    </Attention>
  );
}

interface AttentionProperties {
  readonly href: string;
  readonly action: string;
  readonly children: string;
}

function Attention({ href, action, children }: AttentionProperties): JSX.Element {
  return (
    <section class="card attention" aria-label={action}>
      <p>
        <strong>{messages.title}</strong> <span>{children}</span>
      </p>
      <a class="button" href={href}>
        {action}
      </a>
    </section>
  );
}
