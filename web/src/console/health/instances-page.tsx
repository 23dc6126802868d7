import { answerOf, type components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useQuery } from '../../api/query';
import { usePolling } from '../../api/refresh';
import { shop } from '../../api/shop';
import { count, dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { QueryView } from '../../ui/query-views';
import { DataTable } from '../ui/data-table';
import { HealthHeading } from './health-heading';

const messages = translations({
  ko: {
    title: '인스턴스',
    incomplete: 'Redis에 연결할 수 없어 인스턴스 하나의 수치만 표시하고 있어요.',
    why: '주문 수는 인스턴스가 시작된 뒤의 합계예요.',
    name: '인스턴스',
    since: '시작 시각',
    listeners: '접속 (비회원/회원)',
    placed: '주문',
    won: '성공',
    refused: '실패',
    soldOut: '품절',
    cancelled: '취소',
    delay: '처리 시간 p50 / p99 (ms)',
  },
  en: {
    title: 'Instances',
    incomplete: 'Showing one instance only: Redis is unavailable.',
    why: 'Orders are counted since each instance started.',
    name: 'Instance',
    since: 'Started',
    listeners: 'Connections (guests/members)',
    placed: 'Orders',
    won: 'Successful',
    refused: 'Failed',
    soldOut: 'Sold out',
    cancelled: 'Cancelled',
    delay: 'Processing p50 / p99 (ms)',
  },
});

const COUNTS = ['placed', 'won', 'refused', 'soldOut', 'cancelled'] as const;

const POLLED_EVERY_MS = 2_000;

/** The instances that are running now and what each has counted. */
export function InstancesPage(): JSX.Element {
  const instances = useQuery(() => answerOf(shop.api.GET('/api/admin/instances')), []);
  usePolling(POLLED_EVERY_MS, instances.refetch);
  return (
    <>
      <HealthHeading view="instances" />
      <p class="hint">{messages.why}</p>
      <QueryView query={instances}>
        {(value) => (
          <>
            <div role="status" class="danger">
              {!value.complete && <p>{messages.incomplete}</p>}
            </div>
            <InstanceTable instances={value.instances} />
          </>
        )}
      </QueryView>
    </>
  );
}

function InstanceTable({
  instances,
}: {
  readonly instances: readonly components['schemas']['InstanceView'][];
}): JSX.Element {
  const counts = COUNTS.map((name) => `#${messages[name]}`);
  return (
    <DataTable
      label={messages.title}
      columns={[messages.name, messages.since, `#${messages.listeners}`, ...counts, `#${messages.delay}`]}
    >
      {instances.map(({ instanceId, startedAt, listeners, orders, settlementDelayMs: delay }) => (
        <tr key={instanceId}>
          <th scope="row">
            <code title={instanceId}>{instanceId.slice(0, 8)}</code>
          </th>
          <td>{dateTime(startedAt)}</td>
          <td class="number">
            {count(listeners.public)} / {count(listeners.private)}
          </td>
          {COUNTS.map((name) => (
            <td key={name} class="number">
              {count(orders[name])}
            </td>
          ))}
          <td class="number">{delay === null ? '–' : `${count(delay.p50)} / ${count(delay.p99)}`}</td>
        </tr>
      ))}
    </DataTable>
  );
}
