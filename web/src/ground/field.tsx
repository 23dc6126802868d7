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
  /** what is wrong with it, if anything */
  readonly fault?: string | undefined;
  readonly hint?: string | undefined;
}

/** A labelled input whose fault is read out with it. */
export function Field({ label, value, onValue, fault, hint, ...input }: FieldProperties): JSX.Element {
  const id = useId();
  const described = [fault === undefined ? '' : `${id}-fault`, hint === undefined ? '' : `${id}-hint`];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        {...(input as object)}
        id={id}
        value={value}
        aria-invalid={fault !== undefined}
        aria-describedby={described.filter((part) => part !== '').join(' ') || undefined}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
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
