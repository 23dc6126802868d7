import { signal } from '@preact/signals';

/** Where the page is, as the part of its address behind `#`: `/products/7?from=deals`. */
interface Place {
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

export const place = signal<Place>(read());

addEventListener('hashchange', () => {
  place.value = read();
  scrollTo(0, 0);
});

function read(): Place {
  const [path = '', query = ''] = location.hash.replace(/^#/, '').split('?', 2);
  return {
    parts: path
      .split('/')
      .filter((part) => part !== '')
      .map(decoded),
    query: new URLSearchParams(query),
  };
}

/** As it stands where it is no encoding: somebody has typed it. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a place on this page, for links. */
export function linkTo(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => (pair[1] ?? '') !== '');
  const text = new URLSearchParams(given).toString();
  return `#${path}${text === '' ? '' : `?${text}`}`;
}

export function goTo(path: string, query?: Readonly<Record<string, string | undefined>>): void {
  location.hash = linkTo(path, query);
}
