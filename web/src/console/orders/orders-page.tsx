import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { translations } from '../../i18n/language';
import { goTo, linkTo } from '../../navigation/route';
import { Field } from '../../ui/field';
import { arePaymentsShown } from '../money/shown-payments';
import { PageHeading } from '../ui/page-heading';

const messages = translations({
  ko: {
    orders: '주문',
    number: '주문번호',
    find: '주문 찾기',
    how: '주문번호를 모르면 아래 목록에서 찾을 수 있어요.',
    customers: '고객 목록',
    payments: '결제 목록',
  },
  en: {
    orders: 'Orders',
    number: 'Order number',
    find: 'Find order',
    how: 'If you do not know the number, find the order in one of these lists.',
    customers: 'Customers',
    payments: 'Payments',
  },
});

const LARGEST_ID = 999_999_999_999_999;

/** Finds an order by its number. */
export function OrdersPage(): JSX.Element {
  const [text, setText] = useState('');
  return (
    <>
      <PageHeading title={messages.orders} />
      <form
        class="filters"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          goTo(`/orders/${Number(text)}`);
        }}
      >
        <Field label={messages.number} type="number" required min={1} max={LARGEST_ID} value={text} onValue={setText} />
        <button type="submit" class="primary">
          {messages.find}
        </button>
      </form>
      <p class="hint">{messages.how}</p>
      <p class="links">
        <a href={linkTo('/customers')}>{messages.customers}</a>{' '}
        {arePaymentsShown.value && <a href={linkTo('/payments')}>{messages.payments}</a>}
      </p>
    </>
  );
}
