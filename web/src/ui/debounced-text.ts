import { useEffect, useRef, useState } from 'preact/hooks';

const DEBOUNCE_MS = 300;

/**
 * The text of a field that takes effect once nothing was typed for a moment.
 *
 * @param value that is in effect; a change from elsewhere replaces the text
 * @param apply puts the text into effect
 */
export function useDebouncedText(
  value: string,
  apply: (text: string) => void,
): { readonly text: string; readonly setText: (text: string) => void; readonly applyNow: () => void } {
  const [text, setText] = useState(value);
  const applied = useRef(value);
  const latest = useRef(apply);
  latest.current = apply;
  const applyNow = (): void => {
    const trimmed = text.trim();
    if (trimmed === applied.current) return;
    applied.current = trimmed;
    latest.current(trimmed);
  };
  useEffect(() => {
    if (value === applied.current) return;
    applied.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    const timer = setTimeout(applyNow, DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return { text, setText, applyNow };
}
