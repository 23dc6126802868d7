import { effect, signal } from '@preact/signals';

export type Language = 'ko' | 'en';

const PLACE = 'hotdeal.language';

export const language = signal<Language>(chosen());

effect(() => {
  document.documentElement.lang = language.value;
});

export function speak(chosenLanguage: Language): void {
  localStorage.setItem(PLACE, chosenLanguage);
  language.value = chosenLanguage;
}

function chosen(): Language {
  const kept = localStorage.getItem(PLACE);
  if (kept === 'ko' || kept === 'en') return kept;
  return navigator.languages.some((known) => known.startsWith('ko')) ? 'ko' : 'en';
}

type Text = string | ((...parts: never[]) => string);

/**
 * The words of one part of the pages, each in both languages. Reading one in a component draws that component anew
 * when the language changes.
 */
export function wordsOf<Words extends Record<string, Text>>(both: {
  readonly ko: Words;
  readonly en: { readonly [Name in keyof Words]: Words[Name] extends string ? string : Words[Name] };
}): Words {
  return new Proxy({} as Words, {
    get: (_none, name: string) => (language.value === 'ko' ? both.ko : both.en)[name],
  });
}
