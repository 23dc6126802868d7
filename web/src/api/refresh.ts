import type { LiveEvents } from '@hotdeal/client';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { now, shop } from './shop';

/** A signal reaches all clients at the same moment; each of them waits for a random part of this before it requests. */
export const SPREAD_MS = 1_500;
/** A deal that opens now by this clock must also be open by the server's clock when the request arrives. */
const CLOCK_MARGIN_MS = 250;
/** Signals that arrive within this time cause one request. */
const COALESCED_MS = 250;

type Refresh = () => void;

/** Always calls the newest `refresh`, so that effects need not be set up again when it changes. */
function useLatest(refresh: Refresh): Refresh {
  const latest = useRef(refresh);
  latest.current = refresh;
  return useRef(() => latest.current()).current;
}

/** Refreshes after a lost connection is back: everything that is shown may be out of date then. */
export function useReconnected(refresh: Refresh): void {
  const latest = useLatest(refresh);
  useEffect(() => shop.live.on('caught-up', latest), [latest]);
}

/** Refreshes when one of these signals arrives, and after a reconnection. */
export function useRefreshOn(refresh: Refresh, signals: readonly (keyof LiveEvents)[] = []): void {
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const soon = (): void => {
      waiting ??= setTimeout(() => {
        waiting = undefined;
        refresh();
      }, COALESCED_MS);
    };
    const stops = [...signals, 'caught-up' as const].map((signal) => shop.live.on(signal, soon));
    return () => {
      clearTimeout(waiting);
      for (const stop of stops) stop();
    };
  }, [refresh]);
}

/** Refreshes after a random delay of up to `spreadMs`; calls during the delay are merged into one. */
export type JitteredRefresh = (spreadMs: number) => void;

export function useJitteredRefresh(refresh: Refresh): JitteredRefresh {
  const latest = useLatest(refresh);
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

/** Refreshes when the shop's clock passes the next of these times. */
export function useRefreshAt(times: readonly string[], refresh: JitteredRefresh): void {
  const ahead = times.map((time) => Date.parse(time)).filter((time) => time > now.peek());
  const next = ahead.length === 0 ? undefined : Math.min(...ahead);
  useEffect(() => {
    if (next === undefined) return undefined;
    const stop = now.subscribe((time) => {
      if (time < next) return;
      refresh(SPREAD_MS);
      queueMicrotask(() => stop());
    });
    return stop;
  }, [next, refresh]);
}

/** Refreshes at intervals while the page is visible, and at once when it becomes visible again. */
export function usePolling(everyMs: number, refresh: Refresh): void {
  const latest = useLatest(refresh);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(poll, everyMs * (0.8 + 0.4 * Math.random()));
    };
    const poll = (): void => {
      if (document.visibilityState !== 'visible') return;
      latest();
      wait();
    };
    wait();
    document.addEventListener('visibilitychange', poll);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', poll);
    };
  }, [everyMs, latest]);
}
