import { useCallback, useEffect, useRef } from 'preact/hooks';
import { onDealSignal } from '../ground/deal-window';
import { now, shop } from '../ground/shop';
import type { DealSignal } from './answers';

/** A signal reaches a whole crowd in one moment; each of it asks at a moment of its own. */
export const SPREAD_MS = 1_500;
const SPREAD_PER_PRODUCT_MS = 2;
const WIDEST_SPREAD_MS = 10_000;
/** A deal that opens now must have opened for the shop too when it is asked. */
const CLOCK_MARGIN_MS = 250;

type Work = () => void;

/** The newest `work`, called by what was set up once. */
function useLatest(work: Work): Work {
  const latest = useRef(work);
  latest.current = work;
  return useRef(() => latest.current()).current;
}

/** After a lost connection whatever is shown may be old. */
export function useCaughtUp(again: Work): void {
  const latest = useLatest(again);
  useEffect(() => shop.live.on('caught-up', latest), [latest]);
}

/** Within `spreadMs`, at a moment of its own; once, however many reasons there are until then. */
type Soon = (spreadMs: number) => void;

export function useSoon(again: Work): Soon {
  const latest = useLatest(again);
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(waiting.current), []);
  return useCallback(
    (spreadMs) => {
      waiting.current ??= setTimeout(
        () => {
          waiting.current = undefined;
          latest();
        },
        CLOCK_MARGIN_MS + Math.random() * spreadMs,
      );
    },
    [latest],
  );
}

/** When a deal is announced, opens or ends that is about one of these products, or about any. */
export function useDealSignals(soon: Soon, about: readonly number[] | 'any'): void {
  const shown = useRef(about);
  shown.current = about;
  useEffect(
    () =>
      onDealSignal((signal) => {
        if (!concerns(signal, shown.current)) return;
        soon(Math.min(SPREAD_MS + signal.productCount * SPREAD_PER_PRODUCT_MS, WIDEST_SPREAD_MS));
      }),
    [soon],
  );
}

function concerns({ productIds }: DealSignal, shown: readonly number[] | 'any'): boolean {
  return shown === 'any' || productIds === undefined || productIds.some((id) => shown.includes(id));
}

/** When the clock of the shop passes the next of these moments. */
export function useWhenPassed(moments: readonly string[], soon: Soon): void {
  const ahead = moments.map((moment) => Date.parse(moment)).filter((moment) => moment > now.peek());
  const next = ahead.length === 0 ? undefined : Math.min(...ahead);
  useEffect(() => {
    if (next === undefined) return undefined;
    const stop = now.subscribe((time) => {
      if (time < next) return;
      soon(SPREAD_MS);
      queueMicrotask(() => stop());
    });
    return stop;
  }, [next, soon]);
}

/** Again and again while somebody looks, and at once when they look again. */
export function useWhileVisible(everyMs: number, again: Work): void {
  const latest = useLatest(again);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(look, everyMs * (0.8 + 0.4 * Math.random()));
    };
    const look = (): void => {
      if (document.visibilityState !== 'visible') return;
      latest();
      wait();
    };
    wait();
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [everyMs, latest]);
}
