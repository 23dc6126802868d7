import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { distance, enter } from './history-entries';

/** The current page, from the part of the address behind `#`: `/products/7?from=deals`. */
interface Route {
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

/** The only address without a `#`: a payment provider sends buyers back to it, and would cut off what is behind one. */
const RETURN_ADDRESS = /^\/orders\/\d+\/payment$/;

if (RETURN_ADDRESS.test(location.pathname)) {
  history.replaceState(history.state, '', `/#${location.pathname}${location.search}`);
}

export const route = signal<Route>(currentRoute());

/** Asks before a page is left, because what was entered there would be lost. */
type LeaveGuard = (leave: () => void) => void;

let shownHash = location.hash;
let guard: LeaveGuard | undefined;
let isAllowed = false;

/** @returns the function that lets the page be left again without a question */
export function guardLeaving(ask: LeaveGuard): () => void {
  guard = ask;
  return () => {
    if (guard === ask) guard = undefined;
  };
}

addEventListener('hashchange', () => {
  const moved = distance();
  if (moved !== 0 && guard !== undefined && !isAllowed) return askToLeave(guard, moved, location.hash);
  isAllowed = false;
  follow();
});

/** Two entries of the browser's history in a row may have the same address: between them no hash changes. */
addEventListener('popstate', () => {
  if (location.hash === shownHash) follow();
});

function follow(): void {
  if (distance() === 0) return;
  enter();
  shownHash = location.hash;
  route.value = currentRoute();
}

/** The browser has moved already: it is moved back, and once more if the user wants to leave. */
function askToLeave(ask: LeaveGuard, moved: number, target: string): void {
  const isNew = (history.state as unknown) === null;
  history.go(-moved);
  ask(() => {
    isAllowed = true;
    if (isNew) location.hash = target;
    else history.go(moved);
  });
}

function currentRoute(): Route {
  const [path = '', query = ''] = location.hash.replace(/^#/, '').split('?', 2);
  return {
    parts: path
      .split('/')
      .filter((part) => part !== '')
      .map(decoded),
    query: new URLSearchParams(query),
  };
}

/** A part that is not validly encoded, because it was typed by hand, is taken literally. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a page, for links. */
export function linkTo(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => (pair[1] ?? '') !== '');
  const text = new URLSearchParams(given).toString();
  return `#${path}${text === '' ? '' : `?${text}`}`;
}

/** For what follows an action: no one is asked whether to leave the page. */
export function goTo(path: string, query?: Readonly<Record<string, string | undefined>>): void {
  const before = location.hash;
  location.hash = linkTo(path, query);
  isAllowed = location.hash !== before;
}

/** Changes the address without a new entry for Back: while a search is typed, for example. */
export function replaceAddress(path: string, query?: Readonly<Record<string, string | undefined>>): void {
  history.replaceState(history.state, '', linkTo(path, query));
  shownHash = location.hash;
  route.value = currentRoute();
}

/** Sets the title of the window, which screen readers announce. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title === undefined ? 'HotDeal' : `${title} · HotDeal`;
  }, [title]);
}
