import type { ComponentChildren, JSX } from 'preact';
import { count } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { linkTo } from '../../ground/route';
import type { Sight } from './sale-watch';

const said = wordsOf({
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

/** A rate; small ones with a tenth. */
export function rate(perSecond: number): string {
  return count(perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond));
}

/** The slowest instance speaks for all: percentiles cannot be added up. */
function slowest({ pulse }: Sight): { readonly p50: number; readonly p99: number } | undefined {
  const delays = pulse.instances.flatMap(({ settlementDelayMs }) => settlementDelayMs ?? []);
  if (delays.length === 0) return undefined;
  return { p50: Math.max(...delays.map(({ p50 }) => p50)), p99: Math.max(...delays.map(({ p99 }) => p99)) };
}

export function SaleFigures({ sight, ofDeal }: { readonly sight: Sight; readonly ofDeal: boolean }): JSX.Element {
  const { perSecond, total, units, pulse } = sight;
  const delay = slowest(sight);
  const heard = (kind: 'public' | 'private'): string =>
    count(pulse.instances.reduce((sum, { listeners }) => sum + listeners[kind], 0));
  const { due, parked } = pulse.deliveries;
  const waiting = `${count(due)} / ${count(parked)}`;
  return (
    <dl class="facts figures">
      {ofDeal && units !== undefined && (
        <>
          <Figure name={said.left} {...(!units.ofAll && { note: said.firstOnly })}>
            {count(units.left)}
          </Figure>
          <Figure name={said.sold}>{count(units.sold)}</Figure>
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
        <Figure key={name} name={said[name]} note={said.total(count(total[counted]))}>
          {rate(perSecond[counted])}
        </Figure>
      ))}
      <Figure name={said.delay}>
        {delay === undefined ? said.noDelay : said.ms(count(delay.p50), count(delay.p99))}
      </Figure>
      <Figure name={said.listeners}>{`${heard('public')} / ${heard('private')}`}</Figure>
      <Figure name={said.deliveries}>
        {parked === 0 ? waiting : <a href={linkTo('/health/failed-events')}>{waiting}</a>}
      </Figure>
      <Figure name={said.instances}>
        <a href={linkTo('/health/instances')}>{count(pulse.instances.length)}</a>
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
