import { answerOf, type components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { usePages } from '../../ground/asking';
import { useAttempt } from '../../ground/attempt';
import { count, moment } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { ListOf } from '../../ground/list-of';
import { Refusal } from '../../ground/notices';
import { shop } from '../../ground/shop';
import { toast } from '../../ground/toasts';
import { Choice } from '../choice';
import { TableBox } from '../table-box';
import { eventName } from './event-names';
import { useRefreshOn } from '../../ground/refresh';

type Sent = components['schemas']['WebhookDeliveryView'];

const said = wordsOf({
  ko: {
    log: '전송 기록',
    show: '보기',
    all: '전체',
    due: '대기 중',
    sent: '전송됨',
    none: '전송 기록이 없어요. 기록은 7일 동안 보관돼요.',
    event: '이벤트',
    about: '대상 번호',
    state: '상태',
    happened: '발생 시각',
    attempts: '시도',
    error: '마지막 오류',
    actions: '관리',
    again: '다시 보내기',
    againOf: (id: number) => `기록 ${id} 다시 보내기`,
    replayed: '이벤트를 다시 보내고 있어요.',
    next: (at: string) => `다음 시도 ${at}`,
  },
  en: {
    log: 'Deliveries',
    show: 'Show',
    all: 'All',
    due: 'Waiting',
    sent: 'Sent',
    none: 'No deliveries to show. They are kept for seven days.',
    event: 'Event',
    about: 'Object ID',
    state: 'Status',
    happened: 'Occurred',
    attempts: 'Attempts',
    error: 'Last error',
    actions: 'Actions',
    again: 'Resend',
    againOf: (id: number) => `Resend delivery ${id}`,
    replayed: 'Resending the event.',
    next: (at: string) => `next attempt ${at}`,
  },
});

const STATES = ['due', 'sent'] as const;

/** What a webhook was told, what it is still to be told, and why it was not told yet. */
export function WebhookLog({ webhookId }: { readonly webhookId: number }): JSX.Element {
  const [chosen, choose] = useState('');
  const state = STATES.find((one) => one === chosen);
  const pages = usePages(
    (cursor) => {
      const query = { ...(state !== undefined && { state }), ...(cursor !== undefined && { cursor }) };
      const params = { path: { webhookId }, query };
      return answerOf(shop.api.GET('/api/admin/webhooks/{webhookId}/deliveries', { params }));
    },
    [webhookId, state],
  );
  useRefreshOn(pages.again);
  const { busy, failure, attempt } = useAttempt();
  const replay = async (deliveryId: number): Promise<void> => {
    const params = { path: { webhookId, deliveryId } };
    await answerOf(shop.api.POST('/api/admin/webhooks/{webhookId}/deliveries/{deliveryId}/replay', { params }));
    toast(said.replayed);
    pages.again();
  };
  const columns = [
    said.event,
    `#${said.about}`,
    said.happened,
    said.state,
    `#${said.attempts}`,
    said.error,
    said.actions,
  ];
  return (
    <section>
      <h2>{said.log}</h2>
      <div class="filters">
        <Choice
          label={said.show}
          value={chosen}
          options={[['', said.all], ...STATES.map((one) => [one, said[one]] as const)]}
          onValue={choose}
        />
      </div>
      <Refusal of={failure} />
      <ListOf pages={pages} none={said.none}>
        {(deliveries) => (
          <TableBox label={said.log} columns={columns}>
            {deliveries.map((delivery) => (
              <Row
                key={delivery.deliveryId}
                delivery={delivery}
                busy={busy}
                onReplay={() => void attempt(() => replay(delivery.deliveryId))}
              />
            ))}
          </TableBox>
        )}
      </ListOf>
    </section>
  );
}

interface RowProperties {
  readonly delivery: Sent;
  readonly busy: boolean;
  readonly onReplay: () => void;
}

function Row({ delivery, busy, onReplay }: RowProperties): JSX.Element {
  const { deliveryId, eventType, aggregateId, state, attempts, lastError, happenedAt, dueAt, sentAt } = delivery;
  return (
    <tr>
      <th scope="row">{eventName(eventType)}</th>
      <td class="number">{aggregateId}</td>
      <td>{moment(happenedAt)}</td>
      <td class={state === 'sent' ? 'good' : undefined}>
        {said[state]} <small class="hint">{sentAt === null ? said.next(moment(dueAt)) : moment(sentAt)}</small>
      </td>
      <td class="number">{count(attempts)}</td>
      <td class="prose" lang="en">
        {lastError}
      </td>
      <td>
        <button type="button" aria-label={said.againOf(deliveryId)} disabled={busy} onClick={onReplay}>
          {said.again}
        </button>
      </td>
    </tr>
  );
}
