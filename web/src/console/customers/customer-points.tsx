import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePagedQuery, useQuery } from '../../api/query';
import { usePolling, useReconnected } from '../../api/refresh';
import { shop } from '../../api/shop';
import { arePaymentsOn } from '../../api/shop-information';
import { count, dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { PagedList, QueryView } from '../../ui/query-views';
import { DataTable } from '../ui/data-table';
import { Properties } from '../ui/properties';
import { ChargePoints } from './charge-points';
import type { Account } from './customer-table';
import { entryName, type PointEntry, referenceName } from './point-words';

const messages = translations({
  ko: {
    points: '포인트',
    available: '사용 가능',
    balance: '보유',
    reserved: '주문에 예약됨',
    number: (points: string) => `${points}P`,
    history: '포인트 내역',
    none: '포인트 내역이 없어요',
    when: '시각',
    kind: '내용',
    reference: '관련 번호',
    amount: '변동',
    after: '잔액',
  },
  en: {
    points: 'Points',
    available: 'Available',
    balance: 'Balance',
    reserved: 'Reserved for orders',
    number: (points: string) => points,
    history: 'Points history',
    none: 'No points history yet',
    when: 'Time',
    kind: 'Type',
    reference: 'Reference',
    amount: 'Change',
    after: 'Balance',
  },
});

const POLL_MS = 10_000;

/** The points of a customer, what has changed them, and a form to add some. A shop without payments shows only those that were used. */
export function CustomerPoints({ account }: { readonly account: Account }): JSX.Element | null {
  const userId = account.authId;
  const points = useQuery(() => answerOf(shop.api.GET('/api/points', { params: { query: { userId } } })), [userId]);
  const history = usePagedQuery(
    (cursor) => {
      const query = { userId, ...(cursor !== undefined && { cursor }) };
      return answerOf(shop.api.GET('/api/points/history', { params: { query } }));
    },
    [userId],
  );
  const refetch = (): void => {
    points.refetch();
    history.refetch();
  };
  useReconnected(refetch);
  usePolling(POLL_MS, refetch);
  const isEmpty = (history.value ?? []).length === 0 && history.error === undefined;
  if (!arePaymentsOn.value && isEmpty) return null;
  return (
    <section>
      <h2>{messages.points}</h2>
      <QueryView query={points}>
        {({ available, balance, reserved }) => (
          <Properties
            properties={[
              [messages.available, messages.number(count(available))],
              [messages.balance, messages.number(count(balance))],
              [messages.reserved, messages.number(count(reserved))],
            ]}
          />
        )}
      </QueryView>
      {arePaymentsOn.value && account.status === 'active' && <ChargePoints account={account} onCharged={refetch} />}
      <h3>{messages.history}</h3>
      <PagedList query={history} empty={messages.none}>
        {(entries) => <History entries={entries} />}
      </PagedList>
    </section>
  );
}

function History({ entries }: { readonly entries: readonly PointEntry[] }): JSX.Element {
  const columns = [messages.when, messages.kind, messages.reference, `#${messages.amount}`, `#${messages.after}`];
  return (
    <DataTable label={messages.history} columns={columns}>
      {entries.map((entry) => (
        <tr key={entry.entryId}>
          <th scope="row">{dateTime(entry.createdAt)}</th>
          <td>{entryName(entry)}</td>
          <td>
            <Reference entry={entry} />
          </td>
          <td class={entry.amount > 0 ? 'number success' : 'number'}>{signed(entry.amount)}</td>
          <td class="number">{count(entry.balanceAfter)}</td>
        </tr>
      ))}
    </DataTable>
  );
}

function Reference({ entry }: { readonly entry: PointEntry }): JSX.Element {
  const { type, id } = entry.reference;
  const name = referenceName(entry);
  return type === 'ORDER' ? <a href={linkTo(`/orders/${id}`)}>{name}</a> : <span>{name}</span>;
}

function signed(amount: number): string {
  return amount < 0 ? `−${count(-amount)}` : `+${count(amount)}`;
}
