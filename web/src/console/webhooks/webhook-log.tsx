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
import { useFresh } from '../fresh';
import { TableBox } from '../table-box';
import { eventName } from './event-names';

type Sent = components['schemas']['WebhookDeliveryView'];

const said = wordsOf({
  ko: {
    log: '기록',
    show: '보기',
    all: '전체',
    due: '보내는 중',
    sent: '보냄',
    none: '기록이 없습니다. 보낸 것은 7일 동안 남습니다.',
    event: '일',
    about: '대상',
    state: '상태',
    happened: '일어난 시각',
    attempts: '시도',
    error: '마지막 오류',
    actions: '작업',
    again: '다시 보내기',
    againOf: (id: number) => `기록 ${id} 다시 보내기`,
    replayed: '다시 보냅니다.',
    next: (at: string) => `다음 시도 ${at}`,
  },
  en: {
    log: 'Log',
    show: 'Show',
    all: 'All',
    due: 'Waiting',
    sent: 'Sent',
    none: 'Nothing is in the log. What was sent stays for seven days.',
    event: 'Event',
    about: 'About',
    state: 'State',
    happened: 'Happened',
    attempts: 'Attempts',
    error: 'Last error',
    actions: 'Actions',
    again: 'Send again',
    againOf: (id: number) => `Send ${id} again`,
    replayed: 'It is being sent again.',
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
  useFresh(pages.again);
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
