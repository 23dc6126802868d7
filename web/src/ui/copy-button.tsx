import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { translations } from '../i18n/language';

const messages = translations({ ko: { copied: '복사했어요.' }, en: { copied: 'Copied.' } });

interface CopyButtonProperties {
  readonly text: string;
  readonly label: string;
  /** what to do where it does not work */
  readonly notCopied: string;
}

export function CopyButton({ text, label, notCopied }: CopyButtonProperties): JSX.Element {
  const [result, setResult] = useState('');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setResult(messages.copied);
    } catch {
      // Only pages of https may write to the clipboard.
      setResult(notCopied);
    }
  };
  return (
    <>
      <button type="button" onClick={() => void copy()}>
        {label}
      </button>{' '}
      <span role="status">{result}</span>
    </>
  );
}
