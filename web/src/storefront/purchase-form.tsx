import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { visitor } from '../auth/session';
import { SignInDialog } from '../auth/sign-in-dialog';
import { translations } from '../i18n/language';
import { FieldError } from '../ui/field';
import { useValidity } from '../ui/validity';
import { buy, purchaseOf } from './purchase';
import { isInProgress, PurchaseResult } from './purchase-result';

const messages = translations({
  ko: {
    quantity: '수량',
    more: '수량 늘리기',
    less: '수량 줄이기',
    buy: '구매하기',
    soldOut: '품절',
    signIn: '로그인하고 구매하기',
  },
  en: {
    quantity: 'Quantity',
    more: 'Increase quantity',
    less: 'Decrease quantity',
    buy: 'Buy',
    soldOut: 'Sold out',
    signIn: 'Sign in to buy',
  },
});

const MAX_QUANTITY = 1_000;

interface PurchaseFormProperties {
  readonly productId: number;
  readonly isSoldOut: boolean;
  /** buying is disabled until the price is known */
  readonly isPriceUnknown: boolean;
}

export function PurchaseForm({ productId, isSoldOut, isPriceUnknown }: PurchaseFormProperties): JSX.Element {
  const [quantity, setQuantity] = useState('1');
  const id = useId();
  const validity = useValidity();
  const [isSigningIn, setSigningIn] = useState(false);
  const purchase = purchaseOf(productId).value;
  const isLocked = isInProgress(purchase) || purchase.step === 'unknown';
  const isDisabled = isLocked || isSoldOut || isPriceUnknown;
  const step = (by: number): void => {
    if (isLocked) return;
    setQuantity(String(Math.min(MAX_QUANTITY, Math.max(1, (Number.parseInt(quantity, 10) || 1) + by))));
  };
  return (
    <>
      <form
        class="purchase"
        onSubmit={(event) => {
          event.preventDefault();
          if (isDisabled) return;
          if (visitor.value === 'guest') setSigningIn(true);
          else buy(productId, Number(quantity));
        }}
      >
        <label for={id}>{messages.quantity}</label>
        <div class="stepper">
          <button
            type="button"
            aria-label={messages.less}
            aria-disabled={isLocked || Number(quantity) <= 1}
            onClick={() => step(-1)}
          >
            −
          </button>
          <input
            id={id}
            type="number"
            inputMode="numeric"
            required
            min={1}
            max={MAX_QUANTITY}
            step={1}
            value={quantity}
            readOnly={isLocked}
            aria-invalid={validity.error !== undefined}
            aria-describedby={validity.error === undefined ? undefined : `${id}-error`}
            onInvalid={validity.onInvalid}
            onInput={({ currentTarget }) => {
              validity.clear();
              setQuantity(currentTarget.value);
            }}
          />
          <button
            type="button"
            aria-label={messages.more}
            aria-disabled={isLocked || Number(quantity) >= MAX_QUANTITY}
            onClick={() => step(1)}
          >
            +
          </button>
        </div>
        <button type="submit" class="primary buy" aria-disabled={isDisabled}>
          {isSoldOut ? messages.soldOut : messages.buy}
        </button>
        <FieldError id={id} error={validity.error} />
        <PurchaseResult purchase={purchase} />
      </form>
      {isSigningIn && <SignInDialog title={messages.signIn} onClose={() => setSigningIn(false)} />}
    </>
  );
}
