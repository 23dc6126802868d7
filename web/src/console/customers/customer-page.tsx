import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useQuery } from '../../api/query';
import { useReconnected } from '../../api/refresh';
import { shop } from '../../api/shop';
import { dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { QueryView } from '../../ui/query-views';
import { PageHeading } from '../ui/page-heading';
import { Properties } from '../ui/properties';
import { CustomerOrders } from './customer-orders';
import { CustomerPoints } from './customer-points';
import { type Account, roleLabel, statusLabel } from './customer-table';

const messages = translations({
  ko: {
    customer: (id: number) => `고객 ${id}`,
    none: '고객을 찾을 수 없어요.',
    number: '고객 번호',
    role: '역할',
    status: '상태',
    created: '가입일',
  },
  en: {
    customer: (id: number) => `Customer ${id}`,
    none: 'Customer not found.',
    number: 'Customer number',
    role: 'Role',
    status: 'Status',
    created: 'Joined',
  },
});

/** A customer with their points and orders. */
export function CustomerPage({ userId }: { readonly userId: number }): JSX.Element {
  const loaded = useQuery(async () => {
    const params = { query: { userId } };
    const { items } = await answerOf(shop.api.GET('/api/admin/accounts', { params }));
    return { account: items[0] };
  }, [userId]);
  useReconnected(loaded.refetch);
  const name = loaded.value?.account?.name ?? '';
  return (
    <>
      <PageHeading title={name === '' ? messages.customer(userId) : name} />
      <QueryView query={loaded}>
        {({ account }) =>
          account === undefined ? (
            <p class="notice">{messages.none}</p>
          ) : (
            <>
              {account.email !== null && <p class="customer-email hint">{account.email}</p>}
              <AccountFacts account={account} />
              <CustomerPoints account={account} />
              <CustomerOrders userId={userId} />
            </>
          )
        }
      </QueryView>
    </>
  );
}

function AccountFacts({ account }: { readonly account: Account }): JSX.Element {
  return (
    <Properties
      properties={[
        [messages.number, account.authId],
        [messages.role, roleLabel(account.role)],
        [messages.status, statusLabel(account.status)],
        [messages.created, dateTime(account.createdAt)],
      ]}
    />
  );
}
