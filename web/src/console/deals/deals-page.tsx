import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePages } from '../../ground/asking';
import { wordsOf } from '../../ground/language';
import { ListOf } from '../../ground/list-of';
import { linkTo, place } from '../../ground/route';
import { shop } from '../../ground/shop';
import { PageHeading } from '../page-heading';
import { DealTable } from './deal-table';
import { type Phase } from '../../ground/deal-phase';
import { DEAL_SIGNALS } from '../../ground/deal-signals';
import { useRefreshOn } from '../../ground/refresh';

const said = wordsOf({
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
  const asked = place.value.query.get('status');
  const status = PHASES.find((one) => one === asked) ?? 'active';
  return (
    <>
      <PageHeading title={said.deals}>
        <a class="button primary" href={linkTo('/deals/new')}>
          {said.create}
        </a>
      </PageHeading>
      <nav class="tabs" aria-label={said.status}>
        {PHASES.map((one) => (
          <a key={one} href={linkTo('/deals', { status: one })} aria-current={one === status ? 'page' : undefined}>
            {said[one]}
          </a>
        ))}
      </nav>
      <DealList key={status} status={status} />
    </>
  );
}

function DealList({ status }: { readonly status: Phase }): JSX.Element {
  const pages = usePages(
    (cursor) => {
      const query = { status, ...(cursor !== undefined && { cursor }) };
      return answerOf(shop.api.GET('/api/event', { params: { query } }));
    },
    [status],
  );
  useRefreshOn(pages.again, DEAL_SIGNALS);
  const none = { active: said.noneActive, upcoming: said.noneUpcoming, ended: said.noneEnded };
  return (
    <ListOf pages={pages} none={none[status]}>
      {(deals) => <DealTable label={said[status]} deals={deals} />}
    </ListOf>
  );
}
