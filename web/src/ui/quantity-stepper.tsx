import type { JSX } from 'preact';
import { translations } from '../i18n/language';
import { type useValidity } from './validity';

const messages = translations({
  ko: { more: '수량 늘리기', less: '수량 줄이기' },
  en: { more: 'Increase quantity', less: 'Decrease quantity' },
});

export const MAX_QUANTITY = 1_000;

/** What an entered quantity means, within these limits. */
function quantityOf(entered: string, least: number, most: number): number {
  return Math.min(most, Math.max(least, Number.parseInt(entered, 10) || least));
}

interface QuantityStepperProperties {
  readonly id: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** when the value is entered: the input is left, or a button was pressed */
  readonly onEntered?: (value: string) => void;
  readonly isLocked?: boolean;
  /** what can be ordered at once, if left out */
  readonly least?: number;
  readonly most?: number;
  readonly validity: ReturnType<typeof useValidity>;
  /** says in a list which product it is for */
  readonly of?: string;
}

/** An input for a quantity, with buttons for one less and one more. */
export function QuantityStepper(stepper: QuantityStepperProperties): JSX.Element {
  const { id, value, onValue, onEntered, isLocked = false, validity, of, least = 1, most = MAX_QUANTITY } = stepper;
  const step = (by: number): void => {
    if (isLocked) return;
    const next = String(quantityOf(String(quantityOf(value, least, most) + by), least, most));
    validity.clear();
    onValue(next);
    if (next !== value) onEntered?.(next);
  };
  const name = (action: string): string => (of === undefined ? action : `${action}: ${of}`);
  return (
    <div class="stepper">
      <button
        type="button"
        aria-label={name(messages.less)}
        aria-disabled={isLocked || Number(value) <= least}
        onClick={() => step(-1)}
      >
        −
      </button>
      <input
        id={id}
        type="number"
        inputMode="numeric"
        required
        min={least}
        max={most}
        step={1}
        value={value}
        readOnly={isLocked}
        aria-invalid={validity.error !== undefined}
        aria-describedby={validity.error === undefined ? undefined : `${id}-error`}
        onInvalid={validity.onInvalid}
        onInput={({ currentTarget }) => {
          validity.clear();
          onValue(currentTarget.value);
        }}
        onChange={({ currentTarget }) => currentTarget.checkValidity() && onEntered?.(currentTarget.value)}
      />
      <button
        type="button"
        aria-label={name(messages.more)}
        aria-disabled={isLocked || Number(value) >= most}
        onClick={() => step(1)}
      >
        +
      </button>
    </div>
  );
}
