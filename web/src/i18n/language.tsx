import { effect, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { deviceStorage } from '../storage/browser-storage';

export type Language = 'ko' | 'en';

const STORAGE_KEY = 'hotdeal.language';

export const language = signal<Language>(initialLanguage());

effect(() => {
  document.documentElement.lang = language.value;
});

function setLanguage(chosen: Language): void {
  deviceStorage.write(STORAGE_KEY, chosen);
  language.value = chosen;
}

function initialLanguage(): Language {
  const stored = deviceStorage.read(STORAGE_KEY);
  if (stored === 'ko' || stored === 'en') return stored;
  return navigator.languages.some((preferred) => preferred.startsWith('ko')) ? 'ko' : 'en';
}

/** A button that names the other language in that language, and switches to it. */
export function LanguageSwitch(): JSX.Element {
  const other = language.value === 'ko' ? 'en' : 'ko';
  return (
    <button type="button" class="plain" lang={other} onClick={() => setLanguage(other)}>
      {other === 'ko' ? '한국어' : 'English'}
    </button>
  );
}

type Message = string | ((...values: never[]) => string);

/**
 * The messages of one part of the pages in both languages. A component that reads one renders again when the language
 * changes.
 */
export function translations<Messages extends Record<string, Message>>(both: {
  readonly ko: Messages;
  readonly en: { readonly [Name in keyof Messages]: Messages[Name] extends string ? string : Messages[Name] };
}): Messages {
  return new Proxy({} as Messages, {
    get: (_none, name: string) => (language.value === 'ko' ? both.ko : both.en)[name],
  });
}
