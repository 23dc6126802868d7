import type { JSX } from 'preact';
import { count, moment } from '../ground/format';
import { wordsOf } from '../ground/language';
import { Empty, Failure, Loading } from '../ground/notices';
import { SignIn } from '../ground/sign-in';
import type { DealSignal } from '../ground/deal-signals';
import { Countdown } from './countdown';
import { usePlaceTitle } from './place-title';
import { usePublicDeals } from './public-deals';
import { type Phase, usePhases } from '../ground/deal-phase';

const said = wordsOf({
  ko: {
    title: '핫딜',
    lead: '정해진 시간, 한정 수량. 마지막 하나까지 선착순으로 만나 보세요.',
    live: '핫딜 소식',
    none: '아직 핫딜이 없어요. 새 핫딜이 열리면 바로 보여 드릴게요.',
    name: (percent: number, products: string) => `상품 ${products}개 ${percent}% 할인`,
    active: '진행 중',
    upcoming: '예정',
    ended: '종료',
    endsIn: '종료까지',
    opensIn: '시작까지',
    endedAt: (end: string) => `${end} 종료`,
    toBuy: '로그인하면 상품을 보고 구매할 수 있어요.',
  },
  en: {
    title: 'Hot deals',
    lead: 'Limited time, limited stock. First come, first served.',
    live: 'Latest deals',
    none: 'No deals yet. New deals appear here as soon as they are announced.',
    name: (percent: number, products: string) =>
      `${percent}% off ${products} ${products === '1' ? 'product' : 'products'}`,
    active: 'On now',
    upcoming: 'Upcoming',
    ended: 'Ended',
    endsIn: 'Ends in',
    opensIn: 'Starts in',
    endedAt: (end: string) => `Ended ${end}`,
    toBuy: 'Sign in to view the products and buy.',
  },
});

const MOST_SHOWN = 8;
const ORDER: readonly Phase[] = ['active', 'upcoming', 'ended'];

/** For visitors who are not signed in: what is public, live, and the way in. */
export function Landing(): JSX.Element {
  usePlaceTitle(undefined);
  return (
    <div class="landing">
      <section aria-labelledby="landing-title">
        <h1 id="landing-title">{said.title}</h1>
        <p>{said.lead}</p>
        <h2>{said.live}</h2>
        <PublicDeals />
        <p>{said.toBuy}</p>
      </section>
      <SignIn newcomers />
    </div>
  );
}

function PublicDeals(): JSX.Element {
  const { deals, error, again } = usePublicDeals();
  const phases = usePhases(deals ?? []);
  if (deals === undefined) return error === undefined ? <Loading /> : <Failure error={error} again={again} />;
  const shown = deals
    .map((deal, index) => ({ deal, phase: phases[index] ?? 'ended' }))
    .sort((one, other) => ORDER.indexOf(one.phase) - ORDER.indexOf(other.phase))
    .slice(0, MOST_SHOWN);
  if (shown.length === 0) return <Empty>{said.none}</Empty>;
  return (
    <ul class="public-deals">
      {shown.map(({ deal, phase }) => (
        <PublicDeal key={deal.eventId} deal={deal} phase={phase} />
      ))}
    </ul>
  );
}

function PublicDeal({ deal, phase }: { readonly deal: DealSignal; readonly phase: Phase }): JSX.Element {
  return (
    <li class={`card public-deal ${phase}`}>
      <strong>{said.name(deal.eventDiscount, count(deal.productCount))}</strong>
      <span class={`phase ${phase}`}>{said[phase]}</span>
      {phase === 'active' && <Countdown label={said.endsIn} until={deal.endEventTime} />}
      {phase === 'upcoming' && <Countdown label={said.opensIn} until={deal.startEventTime} />}
      {phase === 'ended' && <span class="hint">{said.endedAt(moment(deal.endEventTime))}</span>}
    </li>
  );
}
