import type { LiveEvents } from '@hotdeal/client';
import { useEffect } from 'preact/hooks';
import { shop } from '../ground/shop';

/** Signals of one moment ask once. */
const TOGETHER_MS = 250;

/** Asks again when one of these was heard, and whenever the connection is back. */
export function useFresh(again: () => void, signals: readonly (keyof LiveEvents)[] = []): void {
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const soon = (): void => {
      waiting ??= setTimeout(() => {
        waiting = undefined;
        again();
      }, TOGETHER_MS);
    };
    const stops = [...signals, 'caught-up' as const].map((signal) => shop.live.on(signal, soon));
    return () => {
      clearTimeout(waiting);
      for (const stop of stops) stop();
    };
  }, [again]);
}
