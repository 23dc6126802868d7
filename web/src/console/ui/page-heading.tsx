import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

let renderedBefore = false;

/** The heading and the window's title. The heading gets the focus after a link was followed. */
export function PageHeading({
  title,
  children,
}: {
  readonly title: string;
  /** buttons of this page */
  readonly children?: ComponentChildren;
}): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (renderedBefore) heading.current?.focus({ preventScroll: true });
    renderedBefore = true;
  }, []);
  useEffect(() => {
    document.title = `${title} · HotDeal`;
  }, [title]);
  return (
    <div class="page-heading">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </div>
  );
}
