import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** The current page, from the part of the address behind `#`: `/products/7?from=deals`. */
interface Route {
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

export const route = signal<Route>(currentRoute());

addEventListener('hashchange', () => {
  route.value = currentRoute();
  scrollTo(0, 0);
});

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

export function goTo(path: string, query?: Readonly<Record<string, string | undefined>>): void {
  location.hash = linkTo(path, query);
}

/** Sets the title of the window, which screen readers announce. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title === undefined ? 'HotDeal' : `${title} · HotDeal`;
  }, [title]);
}
