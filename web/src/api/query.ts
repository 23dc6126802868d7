import { ShopError } from '@hotdeal/client';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';

/** The state of a request. While it is repeated, and after it failed, the last value stays unless it was deleted. */
export interface Query<Value> {
  readonly value: Value | undefined;
  readonly error: unknown;
  readonly busy: boolean;
  readonly refetch: () => void;
}

/**
 * Requests on mount, when a dependency changes, and on `refetch`; answers to earlier requests are ignored. A request that
 * uses the signal is cancelled when a later one takes its place, so that searches while typing do not add up.
 */
export function useQuery<Value>(
  request: (signal: AbortSignal) => Promise<Value>,
  dependencies: readonly unknown[],
): Query<Value> {
  const [state, set] = useState<Omit<Query<Value>, 'refetch'>>({ value: undefined, error: undefined, busy: true });
  const latest = useRef<AbortController | undefined>(undefined);
  const refetch = useCallback(() => {
    latest.current?.abort();
    const { signal } = (latest.current = new AbortController());
    set((before) => ({ ...before, busy: true }));
    request(signal).then(
      (value) => signal.aborted || set({ value, error: undefined, busy: false }),
      (error: unknown) =>
        signal.aborted || set(({ value }) => ({ value: isNotFound(error) ? undefined : value, error, busy: false })),
    );
  }, dependencies);
  useEffect(() => {
    set({ value: undefined, error: undefined, busy: true });
    refetch();
    return () => latest.current?.abort();
  }, [refetch]);
  return { ...state, refetch };
}

function isNotFound(error: unknown): boolean {
  return error instanceof ShopError && error.status === 404;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export interface PagedQuery<Item> extends Query<readonly Item[]> {
  /** requests the next page; undefined after the last one */
  readonly loadMore: (() => void) | undefined;
}

/** A list that is loaded page by page; `refetch` requests as many pages as are shown. */
export function usePagedQuery<Item>(
  request: (cursor: string | undefined, signal?: AbortSignal) => Promise<Page<Item>>,
  dependencies: readonly unknown[],
): PagedQuery<Item> {
  const shown = useMemo(() => ({ pages: 1 }), dependencies);
  const first = useQuery((signal) => requestPages((cursor) => request(cursor, signal), shown.pages), dependencies);
  const [rest, setRest] = useState<{ of: Page<Item>; items: readonly Item[]; next: string | null } | undefined>();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ after: Page<Item>; error: unknown } | undefined>();
  const current = rest !== undefined && rest.of === first.value ? rest : undefined;
  const next = current === undefined ? (first.value?.nextCursor ?? null) : current.next;
  const loadMore = async (): Promise<void> => {
    const { value } = first;
    if (value === undefined || next === null || busy) return;
    setBusy(true);
    try {
      const page = await request(next);
      shown.pages += 1;
      setRest({ of: value, items: [...(current?.items ?? []), ...page.items], next: page.nextCursor });
      setFailed(undefined);
    } catch (error) {
      setFailed({ after: value, error });
    } finally {
      setBusy(false);
    }
  };
  return {
    value: first.value === undefined ? undefined : [...first.value.items, ...(current?.items ?? [])],
    error: first.error ?? (failed?.after === first.value ? failed?.error : undefined),
    busy: first.busy || busy,
    refetch: first.refetch,
    loadMore: next === null ? undefined : () => void loadMore(),
  };
}

async function requestPages<Item>(
  request: (cursor: string | undefined) => Promise<Page<Item>>,
  pages: number,
): Promise<Page<Item>> {
  let last = await request(undefined);
  const items = [...last.items];
  for (let page = 1; page < pages && last.nextCursor !== null; page += 1) {
    last = await request(last.nextCursor);
    items.push(...last.items);
  }
  return { items, nextCursor: last.nextCursor };
}
