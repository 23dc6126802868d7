import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePages } from '../../ground/asking';
import { moment } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { ListOf } from '../../ground/list-of';
import { linkTo } from '../../ground/route';
import { shop } from '../../ground/shop';
import { PageHeading } from '../page-heading';
import { TableBox } from '../table-box';
import { eventName } from './event-names';
import { NewWebhook } from './new-webhook';
import { useRefreshOn } from '../../ground/refresh';

const said = wordsOf({
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

const MOST = 100;

export function WebhooksPage(): JSX.Element {
  const pages = usePages((cursor) => {
    const query = { limit: MOST, ...(cursor !== undefined && { cursor }) };
    return answerOf(shop.api.GET('/api/admin/webhooks', { params: { query } }));
  }, []);
  useRefreshOn(pages.again);
  return (
    <>
      <PageHeading title={said.webhooks} />
      <p class="hint">{said.why}</p>
      <ListOf pages={pages} none={said.none}>
        {(webhooks) => (
          <TableBox label={said.webhooks} columns={[said.address, said.events, said.since]}>
            {webhooks.map(({ webhookId, url, eventTypes, createdAt }) => (
              <tr key={webhookId}>
                <th scope="row">
                  <a class="named" href={linkTo(`/webhooks/${webhookId}`)}>
                    {url}
                  </a>
                </th>
                <td class="prose">{eventTypes.map(eventName).join(', ')}</td>
                <td>{moment(createdAt)}</td>
              </tr>
            ))}
          </TableBox>
        )}
      </ListOf>
      <NewWebhook onCreated={pages.again} />
    </>
  );
}
