import { answerOf, type components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../../api/action';
import { usePagedQuery } from '../../api/query';
import { useRefreshOn } from '../../api/refresh';
import { shop } from '../../api/shop';
import { count, dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Select } from '../../ui/field';
import { InlineError } from '../../ui/notices';
import { PagedList } from '../../ui/query-views';
import { toast } from '../../ui/toasts';
import { DataTable } from '../ui/data-table';
import { eventName } from './event-names';

type WebhookDelivery = components['schemas']['WebhookDeliveryView'];

const messages = translations({
  ko: {
    log: '전송 기록',
    show: '보기',
    all: '전체',
    due: '대기 중',
    sent: '전송됨',
    none: '전송 기록이 없어요. 기록은 7일 동안 보관돼요.',
    event: '이벤트',
    objectId: '대상 번호',
    state: '상태',
    happened: '발생 시각',
    attempts: '시도',
    error: '마지막 오류',
    actions: '관리',
    resend: '다시 보내기',
    resendOf: (id: number) => `기록 ${id} 다시 보내기`,
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
    objectId: 'Object ID',
    state: 'Status',
    happened: 'Occurred',
    attempts: 'Attempts',
    error: 'Last error',
    actions: 'Actions',
    resend: 'Resend',
    resendOf: (id: number) => `Resend delivery ${id}`,
    replayed: 'Resending the event.',
    next: (at: string) => `next attempt ${at}`,
  },
});

const STATES = ['due', 'sent'] as const;

/** The deliveries of a webhook: sent, waiting, and why the last attempt failed. */
export function WebhookDeliveries({ webhookId }: { readonly webhookId: number }): JSX.Element {
  const [chosen, choose] = useState('');
  const state = STATES.find((one) => one === chosen);
  const pages = usePagedQuery(
    (cursor) => {
      const query = { ...(state !== undefined && { state }), ...(cursor !== undefined && { cursor }) };
      const params = { path: { webhookId }, query };
      return answerOf(shop.api.GET('/api/admin/webhooks/{webhookId}/deliveries', { params }));
    },
    [webhookId, state],
  );
  useRefreshOn(pages.refetch);
  const { busy, failure, perform } = useAction();
  const replay = async (deliveryId: number): Promise<void> => {
    const params = { path: { webhookId, deliveryId } };
    await answerOf(shop.api.POST('/api/admin/webhooks/{webhookId}/deliveries/{deliveryId}/replay', { params }));
    toast(messages.replayed);
    pages.refetch();
  };
  const columns = [
    messages.event,
    `#${messages.objectId}`,
    messages.happened,
    messages.state,
    `#${messages.attempts}`,
    messages.error,
    messages.actions,
  ];
  return (
    <section>
      <h2>{messages.log}</h2>
      <div class="filters">
        <Select
          label={messages.show}
          value={chosen}
          options={[['', messages.all], ...STATES.map((one) => [one, messages[one]] as const)]}
          onValue={choose}
        />
      </div>
      <InlineError error={failure} />
      <PagedList query={pages} empty={messages.none}>
        {(deliveries) => (
          <DataTable label={messages.log} columns={columns}>
            {deliveries.map((delivery) => (
              <Row
                key={delivery.deliveryId}
                delivery={delivery}
                busy={busy}
                onReplay={() => void perform(() => replay(delivery.deliveryId))}
              />
            ))}
          </DataTable>
        )}
      </PagedList>
    </section>
  );
}

interface RowProperties {
  readonly delivery: WebhookDelivery;
  readonly busy: boolean;
  readonly onReplay: () => void;
}

function Row({ delivery, busy, onReplay }: RowProperties): JSX.Element {
  const { deliveryId, eventType, aggregateId, state, attempts, lastError, happenedAt, dueAt, sentAt } = delivery;
  return (
    <tr>
      <th scope="row">{eventName(eventType)}</th>
      <td class="number">{aggregateId}</td>
      <td>{dateTime(happenedAt)}</td>
      <td class={state === 'sent' ? 'success' : undefined}>
        {messages[state]}{' '}
        <small class="hint">{sentAt === null ? messages.next(dateTime(dueAt)) : dateTime(sentAt)}</small>
      </td>
      <td class="number">{count(attempts)}</td>
      <td class="prose" lang="en">
        {lastError}
      </td>
      <td>
        <button type="button" aria-label={messages.resendOf(deliveryId)} aria-disabled={busy} onClick={onReplay}>
          {messages.resend}
        </button>
      </td>
    </tr>
  );
}
