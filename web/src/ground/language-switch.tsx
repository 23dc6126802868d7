import type { JSX } from 'preact';
import { language, speak } from './language';

/** Says in the other language that the page speaks it. */
export function LanguageSwitch(): JSX.Element {
  const other = language.value === 'ko' ? 'en' : 'ko';
  return (
    <button type="button" class="plain" lang={other} onClick={() => speak(other)}>
      {other === 'ko' ? '한국어' : 'English'}
    </button>
  );
}
