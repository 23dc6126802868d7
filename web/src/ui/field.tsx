import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { useValidity } from './validity';

interface FieldProperties {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly type?: 'text' | 'email' | 'password' | 'number' | 'tel' | 'search' | 'url' | 'datetime-local';
  readonly name?: string;
  readonly autocomplete?: AutoFill;
  readonly inputMode?: 'numeric';
  readonly required?: boolean;
  readonly min?: number | string;
  readonly max?: number | string;
  readonly maxLength?: number;
  /** more than one line makes it a text area */
  readonly lines?: number;
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
}

/** A labelled input. Screen readers announce its hint and its error with it. */
export function Field({ label, value, onValue, hint, lines = 1, ...rest }: FieldProperties): JSX.Element {
  const id = useId();
  const validity = useValidity();
  const { error = validity.error, ...input } = rest;
  const described = [error === undefined ? '' : `${id}-error`, hint === undefined ? '' : `${id}-hint`];
  const attributes: object = {
    ...input,
    id,
    value,
    'aria-invalid': error !== undefined,
    'aria-describedby': described.filter((part) => part !== '').join(' ') || undefined,
    onInvalid: validity.onInvalid,
    onInput: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) => {
      validity.clear();
      onValue(currentTarget.value);
    },
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
      <FieldError id={id} error={error} />
    </div>
  );
}

interface SelectProperties {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly required?: boolean;
  readonly error?: string | undefined;
}

/** A labelled list of options to choose one from. */
export function Select({ label, value, onValue, options, required, error: given }: SelectProperties): JSX.Element {
  const id = useId();
  const validity = useValidity();
  const error = given ?? validity.error;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        required={required}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        onInvalid={validity.onInvalid}
        onChange={({ currentTarget }) => {
          validity.clear();
          onValue(currentTarget.value);
        }}
      >
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
      <FieldError id={id} error={error} />
    </div>
  );
}

interface CheckboxProperties {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Checkbox({ label, checked, onChange }: CheckboxProperties): JSX.Element {
  return (
    <label class="checkbox">
      <input type="checkbox" checked={checked} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
      {label}
    </label>
  );
}

interface FieldErrorProperties {
  readonly id: string;
  readonly error: string | undefined;
}

export function FieldError({ id, error }: FieldErrorProperties): JSX.Element | null {
  if (error === undefined) return null;
  return (
    <small id={`${id}-error`} class="error">
      {error}
    </small>
  );
}
