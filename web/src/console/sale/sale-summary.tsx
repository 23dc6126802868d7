import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { count, timeOfDay } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { DataTable } from '../ui/data-table';
import type { OrderCounts } from './order-rates';
import { rate } from './sale-figures';
import type { SaleMonitor, SaleSample } from './sale-monitor';

const messages = translations({
  ko: {
    now: (at: string, placed: string, won: string, refused: string, soldOut: string) =>
      `${at} 기준 초당 주문 ${placed}건, 성공 ${won}건, 실패 ${refused}건, 품절 ${soldOut}건.`,
    units: (left: string, sold: string) => ` 남은 수량 ${left}개, 페이지를 연 뒤 판매 수량 ${sold}개.`,
    table: '최근 5분을 표로 보기',
    title: '10초 평균',
    at: '시각',
    placed: '초당 주문',
    won: '초당 성공',
    refused: '초당 실패',
    soldOut: '초당 품절',
    left: '남은 수량',
  },
  en: {
    now: (at: string, placed: string, won: string, refused: string, soldOut: string) =>
      `At ${at}, per second: ${placed} orders, ${won} successful, ${refused} failed, ${soldOut} sold out.`,
    units: (left: string, sold: string) => ` ${left} units left, ${sold} sold since you opened this page.`,
    table: 'View the last five minutes as a table',
    title: '10-second averages',
    at: 'Time',
    placed: 'Orders/s',
    won: 'Successful/s',
    refused: 'Failed/s',
    soldOut: 'Sold out/s',
    left: 'Units left',
  },
});

const STEP_MS = 10_000;

/** The chart in words and as a table. Updated every ten seconds, so that a screen reader can keep up. */
export function SaleSummary({ monitor }: { readonly monitor: SaleMonitor }): JSX.Element {
  const [sample, setSample] = useState(() => monitor.samples.peek().at(-1));
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => setSample(monitor.samples.peek().at(-1)), STEP_MS);
    return () => clearInterval(timer);
  }, [monitor]);
  return (
    <>
      <p role="status" class="hint">
        {sample !== undefined && sentence(sample)}
      </p>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{messages.table}</summary>
        {open && <Averages samples={monitor.samples.value} />}
      </details>
    </>
  );
}

function sentence({ at, perSecond: { placed, won, refused, soldOut }, units }: SaleSample): string {
  const orders = messages.now(timeOfDay(at), rate(placed), rate(won), rate(refused), rate(soldOut));
  return units === undefined ? orders : orders + messages.units(count(units.left), count(units.sold));
}

const RATES = ['placed', 'won', 'refused', 'soldOut'] as const;

function Averages({ samples }: { readonly samples: readonly SaleSample[] }): JSX.Element {
  const steps = new Map<number, SaleSample[]>();
  for (const sample of samples) {
    const step = Math.floor(sample.at / STEP_MS) * STEP_MS;
    steps.set(step, [...(steps.get(step) ?? []), sample]);
  }
  const rows = [...steps].reverse();
  const ofDeal = samples.at(-1)?.units !== undefined;
  return (
    <DataTable
      label={messages.title}
      columns={[messages.at, ...RATES.map((name) => `#${messages[name]}`), ...(ofDeal ? [`#${messages.left}`] : [])]}
    >
      {rows.map(([at, inStep]) => (
        <tr key={at}>
          <th scope="row">{timeOfDay(at)}</th>
          {RATES.map((name) => (
            <td key={name} class="number">
              {rate(average(inStep, name))}
            </td>
          ))}
          {ofDeal && <td class="number">{leftAtEnd(inStep)}</td>}
        </tr>
      ))}
    </DataTable>
  );
}

function average(samples: readonly SaleSample[], name: keyof OrderCounts): number {
  return samples.reduce((sum, { perSecond }) => sum + perSecond[name], 0) / samples.length;
}

function leftAtEnd(samples: readonly SaleSample[]): string {
  const units = samples.at(-1)?.units;
  return units === undefined ? '–' : count(units.left);
}
