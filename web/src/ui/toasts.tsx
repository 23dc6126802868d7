import { effect, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { translations } from '../i18n/language';
import { route } from '../navigation/route';

const messages = translations({
  ko: { close: '닫기', region: '알림 메시지' },
  en: { close: 'Close', region: 'Messages' },
});

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly href?: string | undefined;
}

const SHOWN_MS = 10_000;
const MAX_SHOWN = 3;

const toasts = signal<readonly Toast[]>([]);
let lastId = 0;

/** Shows a message for ten seconds, in place of an earlier one with the same link. Screen readers announce it. */
export function toast(text: string, href?: string): void {
  const id = (lastId += 1);
  const others = toasts.value.filter((shown) => href === undefined || shown.href !== href);
  toasts.value = [...others, { id, text, href }].slice(-MAX_SHOWN);
  setTimeout(() => drop(id), SHOWN_MS);
}

// A message whose link was followed has done its work.
effect(() => {
  void route.value;
  toasts.value = toasts.peek().filter(({ href }) => href !== location.hash);
});

function drop(dropped: number): void {
  toasts.value = toasts.value.filter(({ id }) => id !== dropped);
}

export function Toasts(): JSX.Element {
  return (
    <section class="toasts" role="status" aria-live="polite" aria-label={messages.region}>
      {toasts.value.map(({ id, text, href }) => (
        <div class="toast" key={id}>
          {href === undefined ? <span>{text}</span> : <a href={href}>{text}</a>}
          <button type="button" class="plain" aria-label={messages.close} onClick={() => drop(id)}>
            ×
          </button>
        </div>
      ))}
    </section>
  );
}
