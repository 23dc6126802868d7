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
import { useFresh } from '../fresh';
import { PageHeading } from '../page-heading';
import { AccountTable, standingName, STANDINGS } from './account-table';

const said = wordsOf({
  ko: {
    accounts: '계정',
    email: '이메일 앞부분',
    status: '상태',
    all: '전체',
    search: '검색',
    none: '조건에 맞는 계정이 없습니다.',
  },
  en: {
    accounts: 'Accounts',
    email: 'E-mail begins with',
    status: 'Status',
    all: 'All',
    search: 'Search',
    none: 'No account is like that.',
  },
});

const ALL = 'all';

/** Whom to restore; withdrawn accounts where nothing else is asked for. */
export function AccountsPage(): JSX.Element {
  const email = place.value.query.get('email') ?? '';
  const chosen = place.value.query.get('status') ?? 'withdrawn';
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
  useFresh(pages.again);
  return (
    <>
      <PageHeading title={said.accounts} />
      <SearchForm email={email} status={status ?? ALL} />
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
        goTo('/accounts', { email: text.trim(), status });
      }}
    >
      <Field label={said.email} type="search" maxLength={254} value={text} onValue={setText} />
      <Choice
        label={said.status}
        value={status}
        options={[[ALL, said.all], ...STANDINGS.map((one) => [one, standingName(one)] as const)]}
        onValue={(one) => goTo('/accounts', { email: text.trim(), status: one })}
      />
      <button type="submit">{said.search}</button>
    </form>
  );
}
