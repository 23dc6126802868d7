import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { translations } from '../../i18n/language';
import { DASHES, chartData, chartOptions, type Line } from './chart-options';
import type { SaleSample } from './sale-monitor';

const messages = translations({
  ko: {
    title: '최근 5분',
    placed: '주문/초',
    won: '성공/초',
    refused: '실패/초',
    soldOut: '품절/초',
    units: '남은 수량 (오른쪽 눈금)',
  },
  en: {
    title: 'The last five minutes',
    placed: 'Orders/s',
    won: 'Successful/s',
    refused: 'Failed/s',
    soldOut: 'Sold out/s',
    units: 'Units left (right-hand scale)',
  },
});

const DARK = '(prefers-color-scheme: dark)';

/** Hidden from screen readers, which cannot read a canvas; the summary below it says the same. */
export function SaleChart({
  samples,
  lines,
}: {
  readonly samples: readonly SaleSample[];
  readonly lines: readonly Line[];
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const newest = useRef(samples);
  newest.current = samples;
  useEffect(() => {
    const element = box.current!;
    const draw = (): void => {
      chart.current?.destroy();
      chart.current = new uPlot(chartOptions(element, lines), chartData(newest.current, lines), element);
    };
    draw();
    const fitting = new ResizeObserver(() => {
      const { width } = element.getBoundingClientRect();
      if (chart.current !== undefined && chart.current.width !== width)
        chart.current.setSize({ width, height: chart.current.height });
    });
    fitting.observe(element);
    const scheme = matchMedia(DARK);
    scheme.addEventListener('change', draw);
    return () => {
      scheme.removeEventListener('change', draw);
      fitting.disconnect();
      chart.current?.destroy();
      chart.current = undefined;
    };
  }, [lines]);
  useEffect(() => chart.current?.setData(chartData(samples, lines)), [samples, lines]);
  return (
    <figure class="card sale-chart">
      <figcaption>
        <h2>{messages.title}</h2>
        <ul class="legend">
          {lines.map((line) => (
            <li key={line}>
              <Swatch line={line} /> {messages[line]}
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={box} class="canvas" aria-hidden="true" />
    </figure>
  );
}

/** A sample of the line with its dashes. */
function Swatch({ line }: { readonly line: Line }): JSX.Element {
  return (
    <svg class={`swatch line-${line}`} viewBox="0 0 36 6" width={36} height={6} aria-hidden="true">
      <line
        x1={0}
        y1={3}
        x2={36}
        y2={3}
        stroke="currentColor"
        stroke-width={line === 'units' ? 4 : 2.5}
        stroke-dasharray={DASHES[line].join(' ')}
      />
    </svg>
  );
}
