import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useQuery } from '../api/query';
import { useReconnected } from '../api/refresh';
import { shop } from '../api/shop';
import { SignIn } from '../auth/sign-in';
import { type Phase, usePhases } from '../catalogue/deal-phase';
import type { DealSignal } from '../catalogue/deal-signals';
import { onDealSignal } from '../catalogue/deal-signals';
import { count, dateTime } from '../i18n/format';
import { translations } from '../i18n/language';
import { usePageTitle } from '../navigation/route';
import { Empty, ErrorNotice, Loading } from '../ui/notices';
import { Countdown } from './price-and-stock';

const messages = translations({
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

const MAX_SHOWN = 8;
const ORDER: readonly Phase[] = ['active', 'upcoming', 'ended'];

/** For guests of a shop whose catalogue is for members: the public deals and the sign-in form. */
export function LandingPage(): JSX.Element {
  usePageTitle(undefined);
  const { deals, error, refetch } = usePublicDeals();
  // What follows the deals is shown with them, because it would move otherwise.
  if (deals === undefined && error === undefined) return <Loading />;
  return (
    <div class="landing">
      <section aria-labelledby="landing-title">
        <h1 id="landing-title">{messages.title}</h1>
        <p>{messages.lead}</p>
        <h2>{messages.live}</h2>
        {deals === undefined ? <ErrorNotice error={error} retry={refetch} /> : <PublicDealList deals={deals} />}
        <p>{messages.toBuy}</p>
      </section>
      <SignIn newcomers />
    </div>
  );
}

function PublicDealList({ deals }: { readonly deals: readonly DealSignal[] }): JSX.Element {
  const phases = usePhases(deals);
  const shown = deals
    .map((deal, index) => ({ deal, phase: phases[index] ?? 'ended' }))
    .sort((one, other) => ORDER.indexOf(one.phase) - ORDER.indexOf(other.phase))
    .slice(0, MAX_SHOWN);
  if (shown.length === 0) return <Empty>{messages.none}</Empty>;
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
      <strong>{messages.name(deal.eventDiscount, count(deal.productCount))}</strong>
      <span class={`phase ${phase}`}>{messages[phase]}</span>
      {phase === 'active' && <Countdown label={messages.endsIn} until={deal.endEventTime} />}
      {phase === 'upcoming' && <Countdown label={messages.opensIn} until={deal.startEventTime} />}
      {phase === 'ended' && <span class="hint">{messages.endedAt(dateTime(deal.endEventTime))}</span>}
    </li>
  );
}

const SIGNALS_READ = 100;

interface PublicDeals {
  /** newest first, each as of its last signal */
  readonly deals: readonly DealSignal[] | undefined;
  readonly error: unknown;
  readonly refetch: () => void;
}

/** The deals that are public: from the latest signals and from those that arrive. */
function usePublicDeals(): PublicDeals {
  const latest = useQuery(latestSignals, []);
  const [received, setReceived] = useState<readonly DealSignal[]>([]);
  useEffect(() => onDealSignal((signal) => setReceived((before) => [...before, signal].slice(-SIGNALS_READ))), []);
  useReconnected(latest.refetch);
  const { value, error, refetch } = latest;
  if (value === undefined) return { deals: undefined, error, refetch };
  const byDeal = new Map<number, DealSignal>();
  for (const signal of [...value, ...received].sort((one, other) => one.seq - other.seq)) {
    byDeal.delete(signal.eventId);
    byDeal.set(signal.eventId, signal);
  }
  return { deals: [...byDeal.values()].reverse(), error, refetch };
}

async function latestSignals(): Promise<readonly DealSignal[]> {
  const { lastSeq } = await answerOf(shop.api.GET('/api/event/signals/last'));
  const query = { after: Math.max(0, lastSeq - SIGNALS_READ), limit: SIGNALS_READ };
  return (await answerOf(shop.api.GET('/api/event/signals', { params: { query } }))).items;
}
