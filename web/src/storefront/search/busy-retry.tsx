import { ShopError } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { translations } from '../../i18n/language';
import { beforeRetry } from '../retryable-error';

const messages = translations({
  ko: { busy: '찾는 분이 많아 조금 걸리고 있어요. 곧 다시 찾아볼게요.' },
  en: { busy: 'Many people are searching right now. Trying again in a moment…' },
});

interface Retryable {
  readonly error: unknown;
  readonly busy: boolean;
  readonly retry: () => void;
}

/** Repeats a search that the shop was too busy to answer, as late as it asks for. @returns whether one is waiting */
export function useBusyRetry({ error, busy, retry }: Retryable): boolean {
  const attempts = useRef(0);
  const latest = useRef(retry);
  latest.current = retry;
  const isWaiting = error instanceof ShopError && (error.status === 429 || error.status === 503);
  useEffect(() => {
    if (!isWaiting) {
      if (!busy) attempts.current = 0;
      return undefined;
    }
    let isWanted = true;
    attempts.current += 1;
    const afterMs = error.retryAfter === undefined ? undefined : error.retryAfter * 1_000;
    void beforeRetry({ kind: 'busy', afterMs }, attempts.current).then(() => {
      if (isWanted) latest.current();
    });
    return () => {
      isWanted = false;
    };
  }, [error]);
  return isWaiting;
}

export function BusyNotice(): JSX.Element {
  return (
    <p class="notice" role="status">
      <span class="spinner" aria-hidden="true" /> {messages.busy}
    </p>
  );
}
