import { signal, type Signal } from '@preact/signals';
import { count } from '../../i18n/format';

/** How many need an administrator; `isMore`: there are more than were counted. */
export interface Counted {
  readonly number: number;
  readonly isMore: boolean;
}

const MOST_COUNTED = 100;

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

interface Counter {
  readonly counted: Signal<Counted>;
  readonly recount: () => Promise<void>;
}

/** Counts what a list has, up to a hundred. After a failure the last count stays until the next one. */
export function newCounter(isShown: () => boolean, list: (limit: number) => Promise<Page>): Counter {
  const counted = signal<Counted>({ number: 0, isMore: false });
  const recount = async (): Promise<void> => {
    if (!isShown()) return;
    try {
      const { items, nextCursor } = await list(MOST_COUNTED);
      counted.value = { number: items.length, isMore: nextCursor !== null };
    } catch {
      // The next count may succeed.
    }
  };
  return { counted, recount };
}

/** `12`, or `100+`; empty for none. */
export function countedText({ number, isMore }: Counted): string {
  if (number === 0) return '';
  return isMore ? `${count(number)}+` : count(number);
}
