import type { ComponentChildren, JSX } from 'preact';
import type { PagedQuery, Query } from '../api/query';
import { translations } from '../i18n/language';
import { Empty, ErrorNotice, Loading } from './notices';

const messages = translations({
  ko: { loading: '불러오는 중…', more: '더 보기' },
  en: { loading: 'Loading…', more: 'Show more' },
});

interface QueryViewProperties<Value> {
  readonly query: Query<Value>;
  readonly children: (value: Value) => ComponentChildren;
}

/** The value of a query, or that it is loading, or why it failed. */
export function QueryView<Value>({ query, children }: QueryViewProperties<Value>): JSX.Element {
  const { value, error, busy, refetch } = query;
  return (
    <>
      {value !== undefined && children(value)}
      {value === undefined && busy && <Loading />}
      {error !== undefined && <ErrorNotice error={error} retry={refetch} />}
    </>
  );
}

interface PagedListProperties<Item> {
  readonly query: PagedQuery<Item>;
  /** shown if there are no items */
  readonly empty: string;
  /** shown until it is loaded, in about the size of the list */
  readonly skeleton?: ComponentChildren;
  readonly children: (items: readonly Item[]) => ComponentChildren;
}

export function PagedList<Item>(list: PagedListProperties<Item>): JSX.Element {
  const { query, empty, skeleton, children } = list;
  const items = query.value ?? [];
  return (
    <>
      {items.length > 0 && children(items)}
      <ListFooter query={query} empty={items.length === 0 ? empty : undefined} skeleton={skeleton} />
    </>
  );
}

interface ListFooterProperties {
  readonly query: PagedQuery<unknown>;
  /** shown once loaded; undefined if the list has items */
  readonly empty: string | undefined;
  readonly skeleton?: ComponentChildren;
}

/** Stands below a list: that it is empty or loading, why it failed, and the button for the next page. */
export function ListFooter({ query, empty, skeleton = <Loading /> }: ListFooterProperties): JSX.Element {
  const { value, error, busy, retry, loadMore } = query;
  return (
    <>
      {value !== undefined && empty !== undefined && <Empty>{empty}</Empty>}
      {value === undefined && busy && skeleton}
      {error !== undefined && <ErrorNotice error={error} retry={retry} />}
      {loadMore !== undefined && (
        <button type="button" class="load-more" disabled={busy} onClick={loadMore}>
          {busy ? messages.loading : messages.more}
        </button>
      )}
    </>
  );
}
