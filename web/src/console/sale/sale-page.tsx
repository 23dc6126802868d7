import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { errorMessage } from '../../api/error-messages';
import { useQuery } from '../../api/query';
import { useRefreshOn } from '../../api/refresh';
import { shop } from '../../api/shop';
import { DEAL_SIGNALS } from '../../catalogue/deal-signals';
import { translations } from '../../i18n/language';
import { goTo, route } from '../../navigation/route';
import { Select } from '../../ui/field';
import { ErrorNotice, Loading } from '../../ui/notices';
import { PageHeading } from '../ui/page-heading';
import { ALL_LINES, ORDER_LINES } from './chart-options';
import { SaleChart } from './sale-chart';
import { SaleFigures } from './sale-figures';
import { SaleMonitor } from './sale-monitor';
import { SaleSummary } from './sale-summary';

const messages = translations({
  ko: {
    title: '판매 현황',
    watch: '핫딜',
    whole: '쇼핑몰 전체',
    running: (id: number, discount: number) => `핫딜 ${id} (${discount}%, 진행 중)`,
    upcoming: (id: number, discount: number) => `핫딜 ${id} (${discount}%, 예정)`,
    other: (id: number) => `핫딜 ${id}`,
    updateFailed: (why: string) => `최신 수치를 불러오지 못해 다시 시도하고 있어요. ${why}`,
    incomplete: 'Redis에 연결할 수 없어 인스턴스 하나의 수치만 표시하고 있어요.',
  },
  en: {
    title: 'Live sales',
    watch: 'Deal',
    whole: 'Whole shop',
    running: (id: number, discount: number) => `Deal ${id} (${discount}%, active)`,
    upcoming: (id: number, discount: number) => `Deal ${id} (${discount}%, upcoming)`,
    other: (id: number) => `Deal ${id}`,
    updateFailed: (why: string) => `The figures could not be updated. Retrying every second. ${why}`,
    incomplete: 'Showing one instance only: Redis is unavailable.',
  },
});

const MAX_LISTED = 100;

export function SalePage(): JSX.Element {
  const dealParameter = Number(route.value.query.get('deal') ?? '');
  const eventId = Number.isSafeInteger(dealParameter) && dealParameter > 0 ? dealParameter : undefined;
  return (
    <>
      <PageHeading title={messages.title} />
      <DealChoice eventId={eventId} />
      <LiveSale key={eventId} eventId={eventId} />
    </>
  );
}

function DealChoice({ eventId }: { readonly eventId: number | undefined }): JSX.Element {
  const deals = useQuery(async () => {
    const [running, upcoming] = await Promise.all((['active', 'upcoming'] as const).map(list));
    return { running: running ?? [], upcoming: upcoming ?? [] };
  }, []);
  useRefreshOn(deals.refetch, DEAL_SIGNALS);
  const options: [string, string][] = [['', messages.whole]];
  for (const deal of deals.value?.running ?? [])
    options.push([String(deal.eventId), messages.running(deal.eventId, deal.eventDiscount)]);
  for (const deal of deals.value?.upcoming ?? [])
    options.push([String(deal.eventId), messages.upcoming(deal.eventId, deal.eventDiscount)]);
  const chosen = eventId === undefined ? '' : String(eventId);
  if (eventId !== undefined && !options.some(([id]) => id === chosen)) options.push([chosen, messages.other(eventId)]);
  return (
    <div class="filters">
      <Select
        label={messages.watch}
        value={chosen}
        options={options}
        onValue={(deal) => goTo('/sale', { deal })}
        error={deals.error === undefined ? undefined : errorMessage(deals.error)}
      />
    </div>
  );
}

async function list(status: 'active' | 'upcoming'): Promise<readonly { eventId: number; eventDiscount: number }[]> {
  const query = { status, limit: MAX_LISTED };
  return (await answerOf(shop.api.GET('/api/event', { params: { query } }))).items;
}

function LiveSale({ eventId }: { readonly eventId: number | undefined }): JSX.Element {
  const monitor = useMemo(() => new SaleMonitor(eventId), [eventId]);
  useEffect(() => monitor.start(), [monitor]);
  const sample = monitor.last;
  const failure = monitor.failure.value;
  if (sample === undefined) return failure === undefined ? <Loading /> : <ErrorNotice error={failure} />;
  return (
    <>
      <div role="status" class="danger">
        {failure !== undefined && <p>{messages.updateFailed(errorMessage(failure))}</p>}
        {!sample.instances.complete && <p>{messages.incomplete}</p>}
      </div>
      <SaleFigures sample={sample} ofDeal={eventId !== undefined} />
      <SaleChart samples={monitor.samples.value} lines={eventId === undefined ? ORDER_LINES : ALL_LINES} />
      <SaleSummary monitor={monitor} />
    </>
  );
}
