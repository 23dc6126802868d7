import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePagedQuery } from '../../api/query';
import { useRefreshOn } from '../../api/refresh';
import { shop } from '../../api/shop';
import { translations } from '../../i18n/language';
import { goTo, route } from '../../navigation/route';
import { Field, Select } from '../../ui/field';
import { PagedList } from '../../ui/query-views';
import { PageHeading } from '../ui/page-heading';
import { CustomerTable, STATUSES, statusLabel } from './customer-table';

const messages = translations({
  ko: {
    accounts: '고객',
    email: '이메일 앞부분',
    status: '상태',
    all: '전체',
    search: '검색',
    none: '조건에 맞는 고객이 없어요',
  },
  en: {
    accounts: 'Customers',
    email: 'E-mail starts with',
    status: 'Status',
    all: 'All',
    search: 'Search',
    none: 'No customers match your search',
  },
});

export function CustomersPage(): JSX.Element {
  const email = route.value.query.get('email') ?? '';
  const chosen = route.value.query.get('status');
  const status = STATUSES.find((one) => one === chosen);
  const pages = usePagedQuery(
    (cursor) => {
      const query = {
        ...(email !== '' && { email }),
        ...(status !== undefined && { status }),
        ...(cursor !== undefined && { cursor }),
      };
      return answerOf(shop.api.GET('/api/admin/accounts', { params: { query } }));
    },
    [email, status],
  );
  useRefreshOn(pages.refetch);
  return (
    <>
      <PageHeading title={messages.accounts} />
      <SearchForm email={email} status={status ?? ''} />
      <PagedList query={pages} empty={messages.none}>
        {(accounts) => <CustomerTable accounts={accounts} onRestored={pages.refetch} />}
      </PagedList>
    </>
  );
}

function SearchForm({ email, status }: { readonly email: string; readonly status: string }): JSX.Element {
  const [text, setText] = useState(email);
  useEffect(() => setText(email), [email]);
  return (
    <form
      class="filters"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        goTo('/customers', { email: text.trim(), status });
      }}
    >
      <Field label={messages.email} type="search" maxLength={254} value={text} onValue={setText} />
      <Select
        label={messages.status}
        value={status}
        options={[['', messages.all], ...STATUSES.map((one) => [one, statusLabel(one)] as const)]}
        onValue={(one) => goTo('/customers', { email: text.trim(), status: one })}
      />
      <button type="submit">{messages.search}</button>
    </form>
  );
}
