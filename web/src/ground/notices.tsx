import { ShopError } from '@hotdeal/client';
import type { ComponentChildren, JSX } from 'preact';
import { told } from './failures';
import { wordsOf } from './language';

const said = wordsOf({
  ko: { loading: '불러오는 중…', again: '다시 시도', more: '더 보기' },
  en: { loading: 'Loading…', again: 'Try again', more: 'Show more' },
});

export function Loading(): JSX.Element {
  return (
    <p class="notice" role="status">
      <span class="spinner" aria-hidden="true" /> {said.loading}
    </p>
  );
}

/** Nothing is there, and that is no mistake. */
export function Empty({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <p class="notice">{children}</p>;
}

export function Failure({ error, again }: { readonly error: unknown; readonly again?: () => void }): JSX.Element {
  // What is not there will not be there in a moment either.
  const isGone = error instanceof ShopError && error.status === 404;
  return (
    <div class="notice failure" role="alert">
      <p>{told(error)}</p>
      {again !== undefined && !isGone && (
        <button type="button" onClick={again}>
          {said.again}
        </button>
      )}
    </div>
  );
}

export function MoreButton({
  more,
  busy,
}: {
  readonly more: (() => void) | undefined;
  readonly busy: boolean;
}): JSX.Element | null {
  if (more === undefined) return null;
  return (
    <button type="button" class="more" disabled={busy} onClick={more}>
      {busy ? said.loading : said.more}
    </button>
  );
}

/** Why something was not done, where somebody has asked for it. */
export function Refusal({ of: failure }: { readonly of: unknown }): JSX.Element | null {
  if (failure === undefined) return null;
  return (
    <p class="fault" role="alert">
      {told(failure)}
    </p>
  );
}
