import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';

/** What has been asked for: on its way, here, or refused. An older value stays while it is asked for again. */
export interface Asked<Value> {
  readonly value: Value | undefined;
  readonly error: unknown;
  readonly busy: boolean;
  readonly again: () => void;
}

/** Asks when the component appears, when one of `about` changes, and by `again`; the last question's answer counts. */
export function useAsked<Value>(ask: () => Promise<Value>, about: readonly unknown[]): Asked<Value> {
  const [state, set] = useState<Omit<Asked<Value>, 'again'>>({ value: undefined, error: undefined, busy: true });
  const turn = useRef(0);
  const again = useCallback(() => {
    const mine = (turn.current += 1);
    set((before) => ({ ...before, busy: true }));
    ask().then(
      (value) => mine === turn.current && set({ value, error: undefined, busy: false }),
      (error: unknown) => mine === turn.current && set((before) => ({ ...before, error, busy: false })),
    );
  }, about);
  useEffect(() => {
    set({ value: undefined, error: undefined, busy: true });
    again();
    return () => {
      turn.current += 1;
    };
  }, [again]);
  return { ...state, again };
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export interface AskedPages<Item> extends Asked<readonly Item[]> {
  /** asks for the next page; nothing when this was the last */
  readonly more: (() => void) | undefined;
}

/** A list that comes page by page; `again` asks for as many of them as are shown. */
export function usePages<Item>(
  ask: (cursor: string | undefined) => Promise<Page<Item>>,
  about: readonly unknown[],
): AskedPages<Item> {
  const shown = useMemo(() => ({ pages: 1 }), about);
  const first = useAsked(() => askPages(ask, shown.pages), about);
  const [rest, setRest] = useState<{ of: Page<Item>; items: readonly Item[]; next: string | null } | undefined>();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ after: Page<Item>; why: unknown } | undefined>();
  const mine = rest !== undefined && rest.of === first.value ? rest : undefined;
  const next = mine === undefined ? (first.value?.nextCursor ?? null) : mine.next;
  const more = async (): Promise<void> => {
    const { value } = first;
    if (value === undefined || next === null || busy) return;
    setBusy(true);
    try {
      const page = await ask(next);
      shown.pages += 1;
      setRest({ of: value, items: [...(mine?.items ?? []), ...page.items], next: page.nextCursor });
      setFailed(undefined);
    } catch (failure) {
      setFailed({ after: value, why: failure });
    } finally {
      setBusy(false);
    }
  };
  return {
    value: first.value === undefined ? undefined : [...first.value.items, ...(mine?.items ?? [])],
    error: first.error ?? (failed?.after === first.value ? failed?.why : undefined),
    busy: first.busy || busy,
    again: first.again,
    more: next === null ? undefined : () => void more(),
  };
}

async function askPages<Item>(
  ask: (cursor: string | undefined) => Promise<Page<Item>>,
  pages: number,
): Promise<Page<Item>> {
  let last = await ask(undefined);
  const items = [...last.items];
  for (let page = 1; page < pages && last.nextCursor !== null; page += 1) {
    last = await ask(last.nextCursor);
    items.push(...last.items);
  }
  return { items, nextCursor: last.nextCursor };
}
