import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePagedQuery } from '../../api/query';
import { useRefreshOn } from '../../api/refresh';
import { shop } from '../../api/shop';
import { type Phase } from '../../catalogue/deal-phase';
import { DEAL_SIGNALS } from '../../catalogue/deal-signals';
import { translations } from '../../i18n/language';
import { linkTo, route } from '../../navigation/route';
import { PagedList } from '../../ui/query-views';
import { PageHeading } from '../ui/page-heading';
import { DealTable } from './deal-table';

const messages = translations({
  ko: {
    deals: '핫딜',
    create: '핫딜 만들기',
    status: '상태',
    active: '진행 중',
    upcoming: '예정',
    ended: '종료',
    noneActive: '진행 중인 핫딜이 없어요',
    noneUpcoming: '예정된 핫딜이 없어요',
    noneEnded: '종료된 핫딜이 없어요',
  },
  en: {
    deals: 'Deals',
    create: 'New deal',
    status: 'Status',
    active: 'Active',
    upcoming: 'Upcoming',
    ended: 'Ended',
    noneActive: 'No active deals',
    noneUpcoming: 'No upcoming deals',
    noneEnded: 'No ended deals',
  },
});

const PHASES: readonly Phase[] = ['active', 'upcoming', 'ended'];

export function DealsPage(): JSX.Element {
  const requested = route.value.query.get('status');
  const status = PHASES.find((one) => one === requested) ?? 'active';
  return (
    <>
      <PageHeading title={messages.deals}>
        <a class="button primary" href={linkTo('/deals/new')}>
          {messages.create}
        </a>
      </PageHeading>
      <nav class="tabs" aria-label={messages.status}>
        {PHASES.map((one) => (
          <a key={one} href={linkTo('/deals', { status: one })} aria-current={one === status ? 'page' : undefined}>
            {messages[one]}
          </a>
        ))}
      </nav>
      <DealList key={status} status={status} />
    </>
  );
}

function DealList({ status }: { readonly status: Phase }): JSX.Element {
  const pages = usePagedQuery(
    (cursor) => {
      const query = { status, ...(cursor !== undefined && { cursor }) };
      return answerOf(shop.api.GET('/api/event', { params: { query } }));
    },
    [status],
  );
  useRefreshOn(pages.refetch, DEAL_SIGNALS);
  const none = { active: messages.noneActive, upcoming: messages.noneUpcoming, ended: messages.noneEnded };
  return (
    <PagedList query={pages} empty={none[status]}>
      {(deals) => <DealTable label={messages[status]} deals={deals} />}
    </PagedList>
  );
}
