import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePages } from '../../ground/asking';
import { Field } from '../../ground/field';
import { wordsOf } from '../../ground/language';
import { ListOf } from '../../ground/list-of';
import { goTo, place } from '../../ground/route';
import { shop } from '../../ground/shop';
import { Choice } from '../choice';
import { PageHeading } from '../page-heading';
import { AccountTable, standingName, STANDINGS } from './account-table';
import { useRefreshOn } from '../../ground/refresh';

const said = wordsOf({
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

export function AccountsPage(): JSX.Element {
  const email = place.value.query.get('email') ?? '';
  const chosen = place.value.query.get('status');
  const status = STANDINGS.find((one) => one === chosen);
  const pages = usePages(
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
  useRefreshOn(pages.again);
  return (
    <>
      <PageHeading title={said.accounts} />
      <SearchForm email={email} status={status ?? ''} />
      <ListOf pages={pages} none={said.none}>
        {(accounts) => <AccountTable accounts={accounts} onRestored={pages.again} />}
      </ListOf>
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
      <Field label={said.email} type="search" maxLength={254} value={text} onValue={setText} />
      <Choice
        label={said.status}
        value={status}
        options={[['', said.all], ...STANDINGS.map((one) => [one, standingName(one)] as const)]}
        onValue={(one) => goTo('/customers', { email: text.trim(), status: one })}
      />
      <button type="submit">{said.search}</button>
    </form>
  );
}
