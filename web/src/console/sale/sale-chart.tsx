import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { wordsOf } from '../../ground/language';
import { DASHES, drawnSale, type Line, rowsOf } from './chart-drawing';
import type { Sight } from './sale-watch';

const said = wordsOf({
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

/** The words beside it say the same; a canvas says nothing to who cannot see it. */
export function SaleChart({
  sights,
  lines,
}: {
  readonly sights: readonly Sight[];
  readonly lines: readonly Line[];
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const newest = useRef(sights);
  newest.current = sights;
  useEffect(() => {
    const element = box.current!;
    const draw = (): void => {
      chart.current?.destroy();
      chart.current = new uPlot(drawnSale(element, lines), rowsOf(newest.current, lines), element);
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
  useEffect(() => chart.current?.setData(rowsOf(sights, lines)), [sights, lines]);
  return (
    <figure class="card sale-chart">
      <figcaption>
        <h2>{said.title}</h2>
        <ul class="legend">
          {lines.map((line) => (
            <li key={line}>
              <Swatch line={line} /> {said[line]}
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={box} class="canvas" aria-hidden="true" />
    </figure>
  );
}

/** The line as it is drawn, dashes and all. */
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
