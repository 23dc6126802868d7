import type uPlot from 'uplot';
import { clockTime, count } from '../../ground/format';
import { REMEMBERED_MS, type Sight } from './sale-watch';

export const ORDER_LINES = ['placed', 'won', 'refused', 'soldOut'] as const;
/** Units can be counted of a deal, not of a whole shop. */
export const ALL_LINES = [...ORDER_LINES, 'units'] as const;
export type Line = (typeof ALL_LINES)[number];

/** Told apart without colours too. */
export const DASHES: Readonly<Record<Line, number[]>> = {
  placed: [],
  won: [8, 4],
  refused: [2, 3],
  soldOut: [10, 3, 2, 3],
  units: [],
};
const HEIGHT = 300;
/** Nobody looked in between: no line is drawn over it. */
const GAP_MS = 5_000;

/** Drawn in the colours that the page has now; a canvas knows no style sheet. */
export function drawnSale(element: HTMLElement, lines: readonly Line[]): uPlot.Options {
  const text = colourOf(element, 'chart-text');
  const grid = { stroke: colourOf(element, 'chart-grid'), width: 1 };
  const axis = { stroke: text, grid, ticks: grid, font: `12px ${getComputedStyle(element).fontFamily}` };
  const whole = (_chart: uPlot, ticks: number[]): string[] =>
    ticks.map((tick) => (Number.isInteger(tick) ? count(tick) : ''));
  const fromZero = (_chart: uPlot, _least: number, most: number): [number, number] => [0, Math.max(1, most * 1.1)];
  return {
    width: element.getBoundingClientRect().width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: true, range: (_chart, _least, most) => [most - REMEMBERED_MS / 1_000, most] },
      rate: { range: fromZero },
      units: { range: fromZero },
    },
    axes: [
      { ...axis, space: 70, values: (_chart, ticks) => ticks.map((tick) => clockTime(tick * 1_000)) },
      { ...axis, scale: 'rate', size: 56, values: whole },
      {
        ...axis,
        show: lines.includes('units'),
        scale: 'units',
        side: 1,
        size: 64,
        values: whole,
        grid: { show: false },
      },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        scale: line === 'units' ? 'units' : 'rate',
        stroke: colourOf(element, `line-${line}`),
        width: line === 'units' ? 3 : 2,
        dash: DASHES[line],
        points: { show: false },
      })),
    ],
  };
}

/** What the style sheet gives to an element of this class here, as a colour that a canvas understands. */
function colourOf(element: HTMLElement, className: string): string {
  const probe = element.appendChild(document.createElement('span'));
  probe.className = className;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

export function rowsOf(sights: readonly Sight[], lines: readonly Line[]): uPlot.AlignedData {
  const rows: (readonly (number | null)[])[] = [];
  let before: Sight | undefined;
  for (const sight of sights) {
    if (before !== undefined && sight.at - before.at > GAP_MS)
      rows.push([before.at / 1_000 + 1, ...lines.map(() => null)]);
    const { perSecond, units } = sight;
    rows.push([sight.at / 1_000, ...lines.map((line) => (line === 'units' ? (units?.left ?? null) : perSecond[line]))]);
    before = sight;
  }
  const column = (index: number): (number | null)[] => rows.map((row) => row[index] ?? null);
  return [column(0) as number[], ...lines.map((_line, index) => column(index + 1))];
}
