import type { ComponentChildren, JSX } from 'preact';

interface ChoiceProperties {
  readonly name: string;
  readonly checked: boolean;
  readonly onChoice: () => void;
  readonly children: ComponentChildren;
}

/** One of several options of which exactly one is chosen. */
export function Choice({ name, checked, onChoice, children }: ChoiceProperties): JSX.Element {
  return (
    <label>
      <input type="radio" name={name} checked={checked} onChange={onChoice} /> {children}
    </label>
  );
}
