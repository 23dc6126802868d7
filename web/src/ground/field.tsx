import type { JSX } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProperties {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly type?: 'text' | 'email' | 'password' | 'number' | 'search' | 'url' | 'datetime-local';
  readonly name?: string;
  readonly autocomplete?: AutoFill;
  readonly required?: boolean;
  readonly min?: number | string;
  readonly max?: number | string;
  readonly maxLength?: number;
  /** more than one: a long text */
  readonly lines?: number;
  /** what is wrong with it, if anything */
  readonly fault?: string | undefined;
  readonly hint?: string | undefined;
}

/** A labelled input whose fault is read out with it. */
export function Field({ label, value, onValue, fault, hint, lines = 1, ...input }: FieldProperties): JSX.Element {
  const id = useId();
  const described = [fault === undefined ? '' : `${id}-fault`, hint === undefined ? '' : `${id}-hint`];
  const attributes: object = {
    ...input,
    id,
    value,
    'aria-invalid': fault !== undefined,
    'aria-describedby': described.filter((part) => part !== '').join(' ') || undefined,
    onInput: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) =>
      onValue(currentTarget.value),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {lines > 1 ? <textarea {...attributes} rows={lines} /> : <input {...attributes} />}
      {hint !== undefined && (
        <small id={`${id}-hint`} class="hint">
          {hint}
        </small>
      )}
      {fault !== undefined && (
        <small id={`${id}-fault`} class="fault">
          {fault}
        </small>
      )}
    </div>
  );
}
