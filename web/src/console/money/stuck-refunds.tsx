import { answerOf } from '@hotdeal/client';
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { usePolling, useReconnected } from '../../api/refresh';
import { shop } from '../../api/shop';
import { count, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { arePaymentsShown } from './shown-payments';
import { countUnknownPayments, unknownPayments } from './unknown-payments';

const messages = translations({
  ko: {
    title: '처리가 필요해요',
    refunds: (refunds: string, amount: string) => `처리하지 못한 환불이 ${refunds}건 있어요 (${amount}).`,
    show: '환불 처리하기',
    unknown: (payments: string) => `5분 넘게 결과를 확인하지 못한 결제가 ${payments}건 있어요.`,
    showUnknown: '결제 확인하기',
  },
  en: {
    title: 'Needs your attention',
    refunds: (refunds: string, amount: string) =>
      refunds === '1' ? `1 refund could not be made (${amount}).` : `${refunds} refunds could not be made (${amount}).`,
    show: 'View these refunds',
    unknown: (payments: string) =>
      `${payments === '1' ? '1 payment has' : `${payments} payments have`} had no known result for more than 5 minutes.`,
    showUnknown: 'View these payments',
  },
});

const POLL_MS = 15_000;
const MOST_COUNTED = 100;

interface StuckRefunds {
  readonly number: number;
  readonly amount: number;
  /** there are more than were counted */
  readonly isMore: boolean;
}

const stuck = signal<StuckRefunds>({ number: 0, amount: 0, isMore: false });

/** Counts the refunds that an administrator has to decide. */
export async function countStuckRefunds(): Promise<void> {
  if (!arePaymentsShown.peek()) return;
  const query = { status: 'STUCK' as const, limit: MOST_COUNTED };
  try {
    const { items, nextCursor } = await answerOf(shop.api.GET('/api/refunds', { params: { query } }));
    const amount = items.reduce((sum, refund) => sum + refund.amount, 0);
    stuck.value = { number: items.length, amount, isMore: nextCursor !== null };
  } catch {
    // The last count stays until the next one.
  }
}

/** Keeps the count up to date while the console is open. */
export function useStuckRefunds(): void {
  const count = (): void => {
    void countStuckRefunds();
    void countUnknownPayments();
  };
  useEffect(count, [arePaymentsShown.value]);
  usePolling(POLL_MS, count);
  useReconnected(count);
}

/** @returns an empty text if there are none */
export function stuckRefundsText(): string {
  const { number, isMore } = stuck.value;
  return number === 0 ? '' : atLeast(count(number), isMore);
}

/** What an administrator has to do; nothing if there is nothing to do. */
export function NeedsAttention(): JSX.Element {
  const { number, amount, isMore } = stuck.value;
  return (
    <div role="status">
      {number > 0 && (
        <section class="card attention" aria-label={messages.title}>
          <p>
            <strong>{messages.title}</strong>{' '}
            <span>{messages.refunds(atLeast(count(number), isMore), atLeast(won(amount), isMore))}</span>
          </p>
          <a class="button" href={linkTo('/payments/refunds', { status: 'STUCK' })}>
            {messages.show}
          </a>
        </section>
      )}
      {unknownPayments.value > 0 && (
        <section class="card attention" aria-label={messages.showUnknown}>
          <p>
            <strong>{messages.title}</strong> <span>{messages.unknown(count(unknownPayments.value))}</span>
          </p>
          <a class="button" href={linkTo('/payments', { status: 'CONFIRMING' })}>
            {messages.showUnknown}
          </a>
        </section>
      )}
    </div>
  );
}

function atLeast(text: string, isMore: boolean): string {
  return isMore ? `${text}+` : text;
}
