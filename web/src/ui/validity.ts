import { useState } from 'preact/hooks';
import { ruleMessage } from '../api/error-messages';

type Input = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

interface Validity {
  /** undefined while the browser has found no error */
  readonly error: string | undefined;
  readonly onInvalid: (event: { readonly currentTarget: Input; preventDefault(): void }) => void;
  readonly clear: () => void;
}

/** Says in the language of the page why the browser does not send a form; the browser itself uses its own language. */
export function useValidity(): Validity {
  const [rule, setRule] = useState<string>();
  return {
    error: rule === undefined ? undefined : ruleMessage(rule),
    onInvalid: (event) => {
      event.preventDefault();
      const input = event.currentTarget;
      setRule(brokenRule(input.validity, input));
      const first = input.form?.querySelector('input:invalid, select:invalid, textarea:invalid');
      if (first === input) input.focus();
    },
    clear: () => setRule(undefined),
  };
}

function brokenRule(validity: ValidityState, { type }: Input): string {
  if (validity.badInput || validity.stepMismatch) return type === 'number' ? 'NOT_AN_INTEGER' : 'NOT_A_TIME';
  if (validity.valueMissing) return 'REQUIRED';
  if (validity.rangeOverflow && type === 'datetime-local') return 'TOO_LATE';
  if (validity.rangeUnderflow) return 'TOO_SMALL';
  if (validity.rangeOverflow) return 'TOO_LARGE';
  if (validity.tooShort) return 'TOO_SHORT';
  if (validity.tooLong) return 'TOO_LONG';
  return type === 'email' ? 'NOT_AN_EMAIL' : 'NOT_A_URL';
}
