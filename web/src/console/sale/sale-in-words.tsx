import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { clockTime, count } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { TableBox } from '../table-box';
import type { OrderCounts } from './order-flow';
import { rate } from './sale-figures';
import type { Sight, SaleWatch } from './sale-watch';

const said = wordsOf({
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

/** What the chart shows, for whoever does not see it; said anew so seldom that it can be listened to. */
export function SaleInWords({ watch }: { readonly watch: SaleWatch }): JSX.Element {
  const [sight, setSight] = useState(() => watch.sights.peek().at(-1));
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => setSight(watch.sights.peek().at(-1)), STEP_MS);
    return () => clearInterval(timer);
  }, [watch]);
  return (
    <>
      <p role="status" class="hint">
        {sight !== undefined && sentence(sight)}
      </p>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{said.table}</summary>
        {open && <Averages sights={watch.sights.value} />}
      </details>
    </>
  );
}

function sentence({ at, perSecond: { placed, won, refused, soldOut }, units }: Sight): string {
  const orders = said.now(clockTime(at), rate(placed), rate(won), rate(refused), rate(soldOut));
  return units === undefined ? orders : orders + said.units(count(units.left), count(units.sold));
}

const RATES = ['placed', 'won', 'refused', 'soldOut'] as const;

function Averages({ sights }: { readonly sights: readonly Sight[] }): JSX.Element {
  const steps = new Map<number, Sight[]>();
  for (const sight of sights) {
    const step = Math.floor(sight.at / STEP_MS) * STEP_MS;
    steps.set(step, [...(steps.get(step) ?? []), sight]);
  }
  const rows = [...steps].reverse();
  const ofDeal = sights.at(-1)?.units !== undefined;
  return (
    <TableBox
      label={said.title}
      columns={[said.at, ...RATES.map((name) => `#${said[name]}`), ...(ofDeal ? [`#${said.left}`] : [])]}
    >
      {rows.map(([at, seen]) => (
        <tr key={at}>
          <th scope="row">{clockTime(at)}</th>
          {RATES.map((name) => (
            <td key={name} class="number">
              {rate(average(seen, name))}
            </td>
          ))}
          {ofDeal && <td class="number">{leftAtEnd(seen)}</td>}
        </tr>
      ))}
    </TableBox>
  );
}

function average(sights: readonly Sight[], name: keyof OrderCounts): number {
  return sights.reduce((sum, { perSecond }) => sum + perSecond[name], 0) / sights.length;
}

function leftAtEnd(sights: readonly Sight[]): string {
  const units = sights.at(-1)?.units;
  return units === undefined ? '–' : count(units.left);
}
