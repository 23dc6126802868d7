import { answerOf, type components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { count, moment } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { Answer } from '../../ground/answer';
import { useAsked } from '../../ground/asking';
import { usePolling } from '../../ground/refresh';
import { shop } from '../../ground/shop';
import { TableBox } from '../table-box';
import { HealthHeading } from './health-heading';

const said = wordsOf({
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
  const instances = useAsked(() => answerOf(shop.api.GET('/api/admin/instances')), []);
  usePolling(POLLED_EVERY_MS, instances.again);
  return (
    <>
      <HealthHeading view="instances" />
      <p class="hint">{said.why}</p>
      <Answer to={instances}>
        {(value) => (
          <>
            <div role="status" class="bad">
              {!value.complete && <p>{said.incomplete}</p>}
            </div>
            <InstanceTable instances={value.instances} />
          </>
        )}
      </Answer>
    </>
  );
}

function InstanceTable({
  instances,
}: {
  readonly instances: readonly components['schemas']['InstanceView'][];
}): JSX.Element {
  const counts = COUNTS.map((name) => `#${said[name]}`);
  return (
    <TableBox label={said.title} columns={[said.name, said.since, `#${said.listeners}`, ...counts, `#${said.delay}`]}>
      {instances.map(({ instanceId, startedAt, listeners, orders, settlementDelayMs: delay }) => (
        <tr key={instanceId}>
          <th scope="row">
            <code title={instanceId}>{instanceId.slice(0, 8)}</code>
          </th>
          <td>{moment(startedAt)}</td>
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
    </TableBox>
  );
}
