import { ShopError } from '@hotdeal/client';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { keepForReturn, keptForReturn } from '../navigation/kept-lists';

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
 *
 * @param kept what was loaded before for the same dependencies, in place of the first request
 */
export function useQuery<Value>(
  request: (signal: AbortSignal) => Promise<Value>,
  dependencies: readonly unknown[],
  kept: () => Value | undefined = () => undefined,
): Query<Value> {
  const [state, set] = useState<Omit<Query<Value>, 'refetch'>>(() => stateWith(kept()));
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
    const start = stateWith(kept());
    set(start);
    if (start.busy) refetch();
    return () => latest.current?.abort();
  }, [refetch]);
  return { ...state, refetch };
}

function stateWith<Value>(value: Value | undefined): Omit<Query<Value>, 'refetch'> {
  return { value, error: undefined, busy: value === undefined };
}

function isNotFound(error: unknown): boolean {
  return error instanceof ShopError && error.status === 404;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
  /** how many items there are on all pages, where a list counts them */
  readonly total?: number;
}

export interface PagedQuery<Item> extends Query<readonly Item[]> {
  /** requests the next page; undefined after the last one */
  readonly loadMore: (() => void) | undefined;
  /** repeats what has failed: the first request, or that of the next page */
  readonly retry: () => void;
  readonly total: number | undefined;
}

/**
 * A list that is loaded page by page; `refetch` requests as many pages as are shown.
 *
 * @param name under which the list is kept, so that it is complete at once when the user comes back to it
 */
export function usePagedQuery<Item>(
  request: (cursor: string | undefined, signal?: AbortSignal) => Promise<Page<Item>>,
  dependencies: readonly unknown[],
  name?: string,
): PagedQuery<Item> {
  const shown = useMemo(() => ({ pages: 1 }), dependencies);
  const first = useQuery(
    (signal) => requestPages((cursor) => request(cursor, signal), shown.pages),
    dependencies,
    () => {
      const kept = name === undefined ? undefined : keptForReturn<KeptPages<Item>>(name, dependencies);
      if (kept !== undefined) shown.pages = kept.pages;
      return kept?.list;
    },
  );
  const [rest, setRest] = useState<{ of: Page<Item>; items: readonly Item[]; next: string | null } | undefined>();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ after: Page<Item>; error: unknown } | undefined>();
  const current = rest !== undefined && rest.of === first.value ? rest : undefined;
  const next = current === undefined ? (first.value?.nextCursor ?? null) : current.next;
  const value = first.value === undefined ? undefined : [...first.value.items, ...(current?.items ?? [])];
  const loadMore = async (): Promise<void> => {
    if (first.value === undefined || next === null || busy) return;
    setBusy(true);
    try {
      const page = await request(next);
      shown.pages += 1;
      setRest({ of: first.value, items: [...(current?.items ?? []), ...page.items], next: page.nextCursor });
      setFailed(undefined);
    } catch (error) {
      setFailed({ after: first.value, error });
    } finally {
      setBusy(false);
    }
  };
  const list = value === undefined ? undefined : { ...first.value, items: value, nextCursor: next };
  useKept(name, dependencies, list === undefined ? undefined : { list, pages: shown.pages });
  const failure = failed !== undefined && failed.after === first.value ? failed.error : undefined;
  return {
    value,
    error: first.error ?? failure,
    busy: first.busy || busy,
    refetch: first.refetch,
    loadMore: next === null ? undefined : () => void loadMore(),
    retry: first.error === undefined && failure !== undefined ? () => void loadMore() : first.refetch,
    total: first.value?.total,
  };
}

interface KeptPages<Item> {
  readonly list: Page<Item>;
  readonly pages: number;
}

/** Keeps what is shown when the user goes to another page, or changes what the list shows. */
function useKept(name: string | undefined, dependencies: readonly unknown[], shown: unknown): void {
  const latest = useRef(shown);
  latest.current = shown;
  useEffect(() => {
    if (name === undefined) return undefined;
    return keepForReturn(name, dependencies, () => latest.current);
  }, dependencies);
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
  return { ...last, items };
}
