import type { JSX } from 'preact';
import { useId } from 'preact/hooks';

interface LongTextProperties {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly required?: boolean;
  readonly maxLength?: number;
  readonly hint?: string | undefined;
  readonly fault?: string | undefined;
}

/** A labelled text of several lines. */
export function LongText({ label, value, onValue, hint, fault, ...area }: LongTextProperties): JSX.Element {
  const id = useId();
  const described = [fault === undefined ? '' : `${id}-fault`, hint === undefined ? '' : `${id}-hint`];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        {...area}
        id={id}
        rows={4}
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
