import type { ComponentChildren, JSX } from 'preact';
import type { AskedPages } from './asking';
import { Empty, Failure, Loading, MoreButton } from './notices';

interface ListOfProperties<Item> {
  readonly pages: AskedPages<Item>;
  /** what to say where there is nothing */
  readonly none: string;
  /** draws what there is */
  readonly children: (items: readonly Item[]) => ComponentChildren;
}

/** A list that comes page by page. */
export function ListOf<Item>({ pages, none, children }: ListOfProperties<Item>): JSX.Element {
  const items = pages.value ?? [];
  return (
    <>
      {items.length > 0 && children(items)}
      <ListEnd pages={pages} none={items.length === 0 ? none : undefined} />
    </>
  );
}

interface ListEndProperties {
  readonly pages: AskedPages<unknown>;
  /** what to say where nothing is shown */
  readonly none: string | undefined;
}

/** Below a list: that it is empty or on its way, why it did not come, how to see more of it. */
export function ListEnd({ pages: { value, error, busy, again, more }, none }: ListEndProperties): JSX.Element {
  return (
    <>
      {value !== undefined && none !== undefined && <Empty>{none}</Empty>}
      {value === undefined && busy && <Loading />}
      {error !== undefined && <Failure error={error} again={again} />}
      <MoreButton more={more} busy={busy} />
    </>
  );
}
