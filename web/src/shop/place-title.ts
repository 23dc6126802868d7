import { useEffect } from 'preact/hooks';

/** Names the place in the tab and to a screen reader. */
export function usePlaceTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title === undefined ? 'HotDeal' : `${title} · HotDeal`;
  }, [title]);
}
