import type { ComponentChildren, JSX } from 'preact';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import type { SaleSample } from './sale-monitor';

const messages = translations({
  ko: {
    left: '남은 수량',
    sold: '판매 수량 (페이지를 연 뒤)',
    orders: '초당 주문',
    won: '초당 성공 주문',
    refused: '초당 실패',
    soldOut: '초당 품절',
    listeners: '접속 비회원 / 회원',
    delay: '주문 처리 시간 p50 / p99',
    ms: (p50: string, p99: string) => `${p50} / ${p99} ms`,
    noDelay: '없음',
    deliveries: '이벤트 대기 / 실패',
    instances: '인스턴스',
    total: (all: string) => `페이지를 연 뒤 ${all}건`,
    firstOnly: '처음 1,000개 상품 기준',
  },
  en: {
    left: 'Units left',
    sold: 'Units sold since you opened this page',
    orders: 'Orders per second',
    won: 'Successful per second',
    refused: 'Failed per second',
    soldOut: 'Sold out per second',
    listeners: 'Connections guests / members',
    delay: 'Order processing p50 / p99',
    ms: (p50: string, p99: string) => `${p50} / ${p99} ms`,
    noDelay: 'none',
    deliveries: 'Events pending / failed',
    instances: 'Instances',
    total: (all: string) => `${all} since you opened this page`,
    firstOnly: 'first 1,000 products only',
  },
});

/** Rates below ten are shown with one decimal. */
export function rate(perSecond: number): string {
  return count(perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond));
}

/** Of the slowest instance, because percentiles cannot be added up. */
function slowest({ instances }: SaleSample): { readonly p50: number; readonly p99: number } | undefined {
  const delays = instances.instances.flatMap(({ settlementDelayMs }) => settlementDelayMs ?? []);
  if (delays.length === 0) return undefined;
  return { p50: Math.max(...delays.map(({ p50 }) => p50)), p99: Math.max(...delays.map(({ p99 }) => p99)) };
}

export function SaleFigures({
  sample,
  ofDeal,
}: {
  readonly sample: SaleSample;
  readonly ofDeal: boolean;
}): JSX.Element {
  const { perSecond, total, units, instances } = sample;
  const delay = slowest(sample);
  const connections = (kind: 'public' | 'private'): string =>
    count(instances.instances.reduce((sum, { listeners }) => sum + listeners[kind], 0));
  const { due, parked } = instances.deliveries;
  const events = `${count(due)} / ${count(parked)}`;
  return (
    <dl class="properties figures">
      {ofDeal && units !== undefined && (
        <>
          <Figure name={messages.left} {...(!units.isComplete && { note: messages.firstOnly })}>
            {count(units.left)}
          </Figure>
          <Figure name={messages.sold}>{count(units.sold)}</Figure>
        </>
      )}
      {(
        [
          ['orders', 'placed'],
          ['won', 'won'],
          ['refused', 'refused'],
          ['soldOut', 'soldOut'],
        ] as const
      ).map(([name, counted]) => (
        <Figure key={name} name={messages[name]} note={messages.total(count(total[counted]))}>
          {rate(perSecond[counted])}
        </Figure>
      ))}
      <Figure name={messages.delay}>
        {delay === undefined ? messages.noDelay : messages.ms(count(delay.p50), count(delay.p99))}
      </Figure>
      <Figure name={messages.listeners}>{`${connections('public')} / ${connections('private')}`}</Figure>
      <Figure name={messages.deliveries}>
        {parked === 0 ? events : <a href={linkTo('/health/failed-events')}>{events}</a>}
      </Figure>
      <Figure name={messages.instances}>
        <a href={linkTo('/health/instances')}>{count(instances.instances.length)}</a>
      </Figure>
    </dl>
  );
}

interface FigureProperties {
  readonly name: string;
  readonly note?: string;
  readonly children: ComponentChildren;
}

function Figure({ name, note, children }: FigureProperties): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {children}
        {note !== undefined && <small class="hint">{note}</small>}
      </dd>
    </div>
  );
}
