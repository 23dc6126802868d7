import { ShopError } from '@hotdeal/client';
import type { ComponentChildren, JSX } from 'preact';
import { errorMessage } from '../api/error-messages';
import { connectionState, isOffline } from '../api/shop';
import { translations } from '../i18n/language';

const messages = translations({
  ko: { loading: '불러오는 중…', retry: '다시 시도', lost: '연결이 끊겼어요. 다시 연결하고 있어요.' },
  en: { loading: 'Loading…', retry: 'Try again', lost: 'Connection lost. Reconnecting…' },
});

export function Loading(): JSX.Element {
  return (
    <p class="notice" role="status">
      <span class="spinner" aria-hidden="true" /> {messages.loading}
    </p>
  );
}

/** Shown in place of a list that has no items. */
export function Empty({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <p class="notice">{children}</p>;
}

interface ErrorNoticeProperties {
  readonly error: unknown;
  readonly retry?: () => void;
}

/** Shown in place of data that could not be loaded. */
export function ErrorNotice({ error, retry }: ErrorNoticeProperties): JSX.Element {
  const isNotFound = error instanceof ShopError && error.status === 404;
  return (
    <div class="notice failure" role="alert">
      <p>{errorMessage(error)}</p>
      {retry !== undefined && !isNotFound && (
        <button type="button" onClick={retry}>
          {messages.retry}
        </button>
      )}
    </div>
  );
}

/** Shown beside the button whose action failed. */
export function InlineError({ error }: { readonly error: unknown }): JSX.Element | null {
  if (error === undefined) return null;
  return (
    <p class="error" role="alert">
      {errorMessage(error)}
    </p>
  );
}

/** Shown while there is no connection, because the page may be out of date then. */
export function ConnectionBar(): JSX.Element {
  return (
    <div role="status" aria-live="polite">
      {(connectionState.value === 'lost' || isOffline.value) && <p class="connection-bar">{messages.lost}</p>}
    </div>
  );
}
