import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { wordsOf } from './language';

const said = wordsOf({ ko: { close: '닫기', news: '알림 메시지' }, en: { close: 'Close', news: 'Messages' } });

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly href?: string | undefined;
}

const SHOWN_MS = 10_000;
const MOST_SHOWN = 3;

const toasts = signal<readonly Toast[]>([]);
let lastId = 0;

/** Says something in passing, in place of what was said about the same; read out by screen readers, gone after a while. */
export function toast(text: string, href?: string): void {
  const id = (lastId += 1);
  const others = toasts.value.filter((shown) => href === undefined || shown.href !== href);
  toasts.value = [...others, { id, text, href }].slice(-MOST_SHOWN);
  setTimeout(() => drop(id), SHOWN_MS);
}

function drop(dropped: number): void {
  toasts.value = toasts.value.filter(({ id }) => id !== dropped);
}

export function Toasts(): JSX.Element {
  return (
    <section class="toasts" role="status" aria-live="polite" aria-label={said.news}>
      {toasts.value.map(({ id, text, href }) => (
        <div class="toast" key={id}>
          {href === undefined ? <span>{text}</span> : <a href={href}>{text}</a>}
          <button type="button" class="plain" aria-label={said.close} onClick={() => drop(id)}>
            ×
          </button>
        </div>
      ))}
    </section>
  );
}
