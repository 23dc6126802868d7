import type uPlot from 'uplot';
import { count, timeOfDay } from '../../i18n/format';
import { HISTORY_MS, type SaleSample } from './sale-monitor';

export const ORDER_LINES = ['placed', 'won', 'refused', 'soldOut'] as const;
/** Units are counted for a deal only, not for the whole shop. */
export const ALL_LINES = [...ORDER_LINES, 'units'] as const;
export type Line = (typeof ALL_LINES)[number];

/** Dashes distinguish the lines without colours. */
export const DASHES: Readonly<Record<Line, number[]>> = {
  placed: [],
  won: [8, 4],
  refused: [2, 3],
  soldOut: [10, 3, 2, 3],
  units: [],
};
const HEIGHT = 300;
/** A longer time without samples is left out of the line. */
const GAP_MS = 5_000;

/** Uses the colours of the current colour scheme, because a canvas has no style sheet. */
export function chartOptions(element: HTMLElement, lines: readonly Line[]): uPlot.Options {
  const text = colour(element, 'chart-text');
  const grid = { stroke: colour(element, 'chart-grid'), width: 1 };
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
      x: { time: true, range: (_chart, _least, most) => [most - HISTORY_MS / 1_000, most] },
      rate: { range: fromZero },
      units: { range: fromZero },
    },
    axes: [
      { ...axis, space: 70, values: (_chart, ticks) => ticks.map((tick) => timeOfDay(tick * 1_000)) },
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
        stroke: colour(element, `line-${line}`),
        width: line === 'units' ? 3 : 2,
        dash: DASHES[line],
        points: { show: false },
      })),
    ],
  };
}

/** The colour that the style sheet gives to an element of this class. */
function colour(element: HTMLElement, className: string): string {
  const probe = element.appendChild(document.createElement('span'));
  probe.className = className;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

export function chartData(samples: readonly SaleSample[], lines: readonly Line[]): uPlot.AlignedData {
  const rows: (readonly (number | null)[])[] = [];
  let before: SaleSample | undefined;
  for (const sample of samples) {
    if (before !== undefined && sample.at - before.at > GAP_MS)
      rows.push([before.at / 1_000 + 1, ...lines.map(() => null)]);
    const { perSecond, units } = sample;
    rows.push([
      sample.at / 1_000,
      ...lines.map((line) => (line === 'units' ? (units?.left ?? null) : perSecond[line])),
    ]);
    before = sample;
  }
  const column = (index: number): (number | null)[] => rows.map((row) => row[index] ?? null);
  return [column(0) as number[], ...lines.map((_line, index) => column(index + 1))];
}
