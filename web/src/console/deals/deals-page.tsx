import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePages } from '../../ground/asking';
import { wordsOf } from '../../ground/language';
import { Empty, Failure, Loading, MoreButton } from '../../ground/notices';
import { linkTo, place } from '../../ground/route';
import { shop } from '../../ground/shop';
import { DEAL_SIGNALS, useFresh } from '../fresh';
import { PageHeading } from '../page-heading';
import type { Standing } from './deal-time';
import { DealTable } from './deal-table';

const said = wordsOf({
  ko: {
    deals: '핫딜',
    create: '핫딜 만들기',
    status: '상태',
    active: '진행 중',
    upcoming: '예정',
    ended: '종료',
    noneActive: '지금 진행 중인 핫딜이 없습니다.',
    noneUpcoming: '예정된 핫딜이 없습니다.',
    noneEnded: '종료된 핫딜이 없습니다.',
  },
  en: {
    deals: 'Deals',
    create: 'New deal',
    status: 'Status',
    active: 'Active',
    upcoming: 'Upcoming',
    ended: 'Ended',
    noneActive: 'No deal is running now.',
    noneUpcoming: 'No deal is about to begin.',
    noneEnded: 'No deal has ended.',
  },
});

const STANDINGS = ['active', 'upcoming', 'ended'] as const;

export function DealsPage(): JSX.Element {
  const asked = place.value.query.get('status');
  const status = STANDINGS.find((one) => one === asked) ?? 'active';
  return (
    <>
      <PageHeading title={said.deals}>
        <a class="button primary" href={linkTo('/deals/new')}>
          {said.create}
        </a>
      </PageHeading>
      <nav class="tabs" aria-label={said.status}>
        {STANDINGS.map((one) => (
          <a key={one} href={linkTo('/deals', { status: one })} aria-current={one === status ? 'page' : undefined}>
            {said[one]}
          </a>
        ))}
      </nav>
      <DealList key={status} status={status} />
    </>
  );
}

function DealList({ status }: { readonly status: Standing }): JSX.Element {
  const pages = usePages(
    (cursor) => {
      const query = { status, ...(cursor !== undefined && { cursor }) };
      return answerOf(shop.api.GET('/api/event', { params: { query } }));
    },
    [status],
  );
  useFresh(pages.again, DEAL_SIGNALS);
  const none = { active: said.noneActive, upcoming: said.noneUpcoming, ended: said.noneEnded };
  return (
    <>
      {pages.error !== undefined && <Failure error={pages.error} again={pages.again} />}
      {pages.value === undefined && pages.busy && <Loading />}
      {pages.value?.length === 0 && <Empty>{none[status]}</Empty>}
      {pages.value !== undefined && pages.value.length > 0 && <DealTable label={said[status]} deals={pages.value} />}
      <MoreButton more={pages.more} busy={pages.busy} />
    </>
  );
}
