import type { JSX } from 'preact';
import { useId } from 'preact/hooks';

interface ChoiceProperties {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** each value with its name */
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly required?: boolean;
  readonly fault?: string | undefined;
}

/** A labelled list of which one is chosen. */
export function Choice({ label, value, onValue, options, required, fault }: ChoiceProperties): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        required={required}
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : `${id}-fault`}
        onChange={({ currentTarget }) => onValue(currentTarget.value)}
      >
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
      {fault !== undefined && (
        <small id={`${id}-fault`} class="fault">
          {fault}
        </small>
      )}
    </div>
  );
}
