import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePagedQuery } from '../../api/query';
import { usePolling, useReconnected } from '../../api/refresh';
import { shop } from '../../api/shop';
import { translations } from '../../i18n/language';
import { goTo, route } from '../../navigation/route';
import { Field, Select } from '../../ui/field';
import { PagedList } from '../../ui/query-views';
import { PaymentsNeedAttention } from '../attention/needs-attention';
import { PaymentMethods } from './payment-methods';
import { PaymentTable } from '../money/payment-table';
import { PAYMENT_FILTERS, paymentStateName } from '../money/payment-words';
import { PaymentsHeading } from './payments-heading';

const messages = translations({
  ko: {
    status: '상태',
    all: '전체',
    order: '주문번호',
    search: '검색',
    none: '조건에 맞는 결제가 없어요',
  },
  en: {
    status: 'Status',
    all: 'All',
    order: 'Order number',
    search: 'Search',
    none: 'No payments match your search',
  },
});

const POLL_MS = 10_000;
const LARGEST_ID = 999_999_999_999_999;

/** The payments of all orders, newest first. */
export function PaymentsPage(): JSX.Element {
  const chosen = route.value.query.get('status');
  const status = PAYMENT_FILTERS.find((one) => one === chosen);
  const order = route.value.query.get('order') ?? '';
  const orderId = /^[1-9]\d{0,14}$/.test(order) ? Number(order) : undefined;
  const pages = usePagedQuery(
    (cursor) => {
      const query = {
        ...(status !== undefined && { status }),
        ...(orderId !== undefined && { orderId }),
        ...(cursor !== undefined && { cursor }),
      };
      return answerOf(shop.api.GET('/api/payments', { params: { query } }));
    },
    [status, orderId],
  );
  useReconnected(pages.refetch);
  usePolling(POLL_MS, pages.refetch);
  return (
    <>
      <PaymentsHeading view="payments" />
      <PaymentsNeedAttention />
      <Filters status={status ?? ''} order={orderId === undefined ? '' : order} />
      <PagedList query={pages} empty={messages.none}>
        {(payments) => <PaymentTable payments={payments} onChanged={pages.refetch} />}
      </PagedList>
      <PaymentMethods />
    </>
  );
}

function Filters({ status, order }: { readonly status: string; readonly order: string }): JSX.Element {
  const [text, setText] = useState(order);
  useEffect(() => setText(order), [order]);
  return (
    <form
      class="filters"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        goTo('/payments', { status, order: text.trim() });
      }}
    >
      <Field label={messages.order} type="number" min={1} max={LARGEST_ID} value={text} onValue={setText} />
      <Select
        label={messages.status}
        value={status}
        options={[['', messages.all], ...PAYMENT_FILTERS.map((one) => [one, paymentStateName(one)] as const)]}
        onValue={(one) => goTo('/payments', { status: one, order: text.trim() })}
      />
      <button type="submit">{messages.search}</button>
    </form>
  );
}
