import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePagedQuery } from '../../api/query';
import { useRefreshOn } from '../../api/refresh';
import { shop } from '../../api/shop';
import { dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { PagedList } from '../../ui/query-views';
import { DataTable } from '../ui/data-table';
import { PageHeading } from '../ui/page-heading';
import { eventName } from './event-names';
import { NewWebhook } from './new-webhook';

const messages = translations({
  ko: {
    webhooks: '웹훅',
    why: '주문, 재고, 핫딜 이벤트를 다른 시스템으로 보내요.',
    none: '등록된 웹훅이 없어요',
    address: '주소',
    events: '이벤트',
    since: '등록일',
  },
  en: {
    webhooks: 'Webhooks',
    why: 'Send events about orders, stock and deals to other systems.',
    none: 'No webhooks yet',
    address: 'Address',
    events: 'Events',
    since: 'Created',
  },
});

const PAGE_SIZE = 100;

export function WebhooksPage(): JSX.Element {
  const pages = usePagedQuery((cursor) => {
    const query = { limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) };
    return answerOf(shop.api.GET('/api/admin/webhooks', { params: { query } }));
  }, []);
  useRefreshOn(pages.refetch);
  return (
    <>
      <PageHeading title={messages.webhooks} />
      <p class="hint">{messages.why}</p>
      <PagedList query={pages} empty={messages.none}>
        {(webhooks) => (
          <DataTable label={messages.webhooks} columns={[messages.address, messages.events, messages.since]}>
            {webhooks.map(({ webhookId, url, eventTypes, createdAt }) => (
              <tr key={webhookId}>
                <th scope="row">
                  <a class="clamped" href={linkTo(`/webhooks/${webhookId}`)}>
                    {url}
                  </a>
                </th>
                <td class="prose">{eventTypes.map(eventName).join(', ')}</td>
                <td>{dateTime(createdAt)}</td>
              </tr>
            ))}
          </DataTable>
        )}
      </PagedList>
      <NewWebhook onCreated={pages.refetch} />
    </>
  );
}
