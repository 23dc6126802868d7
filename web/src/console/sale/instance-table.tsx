import type { components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { count, moment } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { TableBox } from '../table-box';

const said = wordsOf({
  ko: {
    title: '인스턴스',
    why: '주문 수는 각 인스턴스가 시작한 뒤의 합계입니다.',
    name: '인스턴스',
    since: '시작',
    listeners: '접속 (비회원/회원)',
    placed: '주문',
    won: '성공',
    refused: '실패',
    soldOut: '품절 거절',
    cancelled: '취소',
    delay: 'p50 / p99 (ms)',
  },
  en: {
    title: 'Instances',
    why: 'Orders are counted from the start of each instance.',
    name: 'Instance',
    since: 'Since',
    listeners: 'Listeners (public/private)',
    placed: 'Orders',
    won: 'Won',
    refused: 'Refused',
    soldOut: 'Sold out',
    cancelled: 'Cancelled',
    delay: 'p50 / p99 (ms)',
  },
});

const COUNTS = ['placed', 'won', 'refused', 'soldOut', 'cancelled'] as const;

export function InstanceTable({
  instances,
}: {
  readonly instances: readonly components['schemas']['InstancePulseView'][];
}): JSX.Element {
  const counts = COUNTS.map((name) => `#${said[name]}`);
  return (
    <section>
      <h2>{said.title}</h2>
      <p class="hint">{said.why}</p>
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
    </section>
  );
}
