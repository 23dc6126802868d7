import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

let drawnBefore = false;

/** Names the place in the window's title, and takes the focus there after a link was followed. */
export function PageHeading({
  title,
  children,
}: {
  readonly title: string;
  /** what can be done here */
  readonly children?: ComponentChildren;
}): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (drawnBefore) heading.current?.focus({ preventScroll: true });
    drawnBefore = true;
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
