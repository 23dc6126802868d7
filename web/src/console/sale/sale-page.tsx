import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { useAsked } from '../../ground/asking';
import { told } from '../../ground/failures';
import { wordsOf } from '../../ground/language';
import { Failure, Loading } from '../../ground/notices';
import { goTo, place } from '../../ground/route';
import { shop } from '../../ground/shop';
import { Choice } from '../choice';
import { PageHeading } from '../page-heading';
import { ALL_LINES, ORDER_LINES } from './chart-drawing';
import { SaleChart } from './sale-chart';
import { SaleFigures } from './sale-figures';
import { SaleInWords } from './sale-in-words';
import { SaleWatch } from './sale-watch';
import { DEAL_SIGNALS } from '../../ground/deal-signals';
import { useRefreshOn } from '../../ground/refresh';

const said = wordsOf({
  ko: {
    title: '판매 현황',
    watch: '핫딜',
    whole: '쇼핑몰 전체',
    running: (id: number, discount: number) => `핫딜 ${id} (${discount}%, 진행 중)`,
    upcoming: (id: number, discount: number) => `핫딜 ${id} (${discount}%, 예정)`,
    other: (id: number) => `핫딜 ${id}`,
    trouble: (why: string) => `최신 수치를 불러오지 못해 다시 시도하고 있어요. ${why}`,
    incomplete: 'Redis에 연결할 수 없어 인스턴스 하나의 수치만 표시하고 있어요.',
  },
  en: {
    title: 'Live sales',
    watch: 'Deal',
    whole: 'Whole shop',
    running: (id: number, discount: number) => `Deal ${id} (${discount}%, active)`,
    upcoming: (id: number, discount: number) => `Deal ${id} (${discount}%, upcoming)`,
    other: (id: number) => `Deal ${id}`,
    trouble: (why: string) => `The figures could not be updated. Retrying every second. ${why}`,
    incomplete: 'Showing one instance only: Redis is unavailable.',
  },
});

const MOST_LISTED = 100;

export function SalePage(): JSX.Element {
  const asked = Number(place.value.query.get('deal') ?? '');
  const eventId = Number.isSafeInteger(asked) && asked > 0 ? asked : undefined;
  return (
    <>
      <PageHeading title={said.title} />
      <DealChoice eventId={eventId} />
      <Watched key={eventId} eventId={eventId} />
    </>
  );
}

function DealChoice({ eventId }: { readonly eventId: number | undefined }): JSX.Element {
  const deals = useAsked(async () => {
    const [running, upcoming] = await Promise.all((['active', 'upcoming'] as const).map(list));
    return { running: running ?? [], upcoming: upcoming ?? [] };
  }, []);
  useRefreshOn(deals.again, DEAL_SIGNALS);
  const options: [string, string][] = [['', said.whole]];
  for (const deal of deals.value?.running ?? [])
    options.push([String(deal.eventId), said.running(deal.eventId, deal.eventDiscount)]);
  for (const deal of deals.value?.upcoming ?? [])
    options.push([String(deal.eventId), said.upcoming(deal.eventId, deal.eventDiscount)]);
  const chosen = eventId === undefined ? '' : String(eventId);
  if (eventId !== undefined && !options.some(([id]) => id === chosen)) options.push([chosen, said.other(eventId)]);
  return (
    <div class="filters">
      <Choice
        label={said.watch}
        value={chosen}
        options={options}
        onValue={(deal) => goTo('/sale', { deal })}
        fault={deals.error === undefined ? undefined : told(deals.error)}
      />
    </div>
  );
}

async function list(status: 'active' | 'upcoming'): Promise<readonly { eventId: number; eventDiscount: number }[]> {
  const query = { status, limit: MOST_LISTED };
  return (await answerOf(shop.api.GET('/api/event', { params: { query } }))).items;
}

function Watched({ eventId }: { readonly eventId: number | undefined }): JSX.Element {
  const watch = useMemo(() => new SaleWatch(eventId), [eventId]);
  useEffect(() => watch.start(), [watch]);
  const sight = watch.last;
  const failure = watch.failure.value;
  if (sight === undefined) return failure === undefined ? <Loading /> : <Failure error={failure} />;
  return (
    <>
      <div role="status" class="bad">
        {failure !== undefined && <p>{said.trouble(told(failure))}</p>}
        {!sight.pulse.complete && <p>{said.incomplete}</p>}
      </div>
      <SaleFigures sight={sight} ofDeal={eventId !== undefined} />
      <SaleChart sights={watch.sights.value} lines={eventId === undefined ? ORDER_LINES : ALL_LINES} />
      <SaleInWords watch={watch} />
    </>
  );
}
