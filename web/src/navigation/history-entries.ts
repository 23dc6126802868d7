/**
 * The browser keeps the pages that were visited in a list of entries. A page that is visited again with Back or Forward
 * shows what it showed, at the same position.
 */
interface Entry {
  /** of this visit */
  readonly id: string;
  /** its place in the browser's list */
  readonly place: number;
  /** where the page was left for another site or for the console */
  readonly scroll?: number;
}

const RESTORED_WITHIN_MS = 2_000;
const USER_MOVES = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

let current = shownEntry() ?? newEntry(0);
const positions = new Map<string, number>();
let stopRestoring = (): void => undefined;

history.scrollRestoration = 'manual';
restoreScroll(current.scroll ?? 0);
writeState(current);
addEventListener('pagehide', () => writeState({ ...current, scroll: scrollY }));

/** Tells the visits of pages apart, also those of the same address. */
export function currentVisit(): string {
  return current.id;
}

/** How far the browser has moved in its list since the last call of `enter`: 1 for a page that was not visited before. */
export function distance(): number {
  return (shownEntry()?.place ?? current.place + 1) - current.place;
}

/** Follows the browser to the page that it shows now, and scrolls as that was left, or to the top if it is new. */
export function enter(): void {
  positions.set(current.id, scrollY);
  const known = shownEntry();
  current = known ?? newEntry(current.place + 1);
  if (known === undefined) writeState(current);
  restoreScroll(positions.get(current.id) ?? 0);
}

function newEntry(place: number): Entry {
  return { id: Math.random().toString(36).slice(2), place };
}

function shownEntry(): Entry | undefined {
  const state = history.state as Partial<Entry> | null;
  return typeof state?.place === 'number' ? (state as Entry) : undefined;
}

function writeState(state: Entry): void {
  history.replaceState(state, '');
}

/** What is loaded later makes the page longer, so this is repeated for a while, unless the user moves the page. */
function restoreScroll(position: number): void {
  stopRestoring();
  scrollTo(0, position);
  if (position === 0) return;
  const observer = new ResizeObserver(() => scrollTo(0, position));
  stopRestoring = (): void => {
    observer.disconnect();
    clearTimeout(timer);
    for (const move of USER_MOVES) removeEventListener(move, stopRestoring);
    stopRestoring = () => undefined;
  };
  const timer = setTimeout(stopRestoring, RESTORED_WITHIN_MS);
  for (const move of USER_MOVES) addEventListener(move, stopRestoring, { passive: true });
  observer.observe(document.body);
}
