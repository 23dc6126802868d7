import type { JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { arePaymentsOn } from '../api/shop-information';
import { visitor } from '../auth/session';
import { SignInDialog } from '../auth/sign-in-dialog';
import { translations } from '../i18n/language';
import { goTo } from '../navigation/route';
import { FieldError } from '../ui/field';
import { QuantityStepper } from '../ui/quantity-stepper';
import { useValidity } from '../ui/validity';
import { AddToCartButton } from './add-to-cart';
import { buy, purchaseOf } from './purchase';
import { isInProgress, PurchaseResult } from './purchase-result';

const messages = translations({
  ko: { quantity: '수량', buy: '구매하기', soldOut: '품절', signIn: '로그인하고 구매하기' },
  en: { quantity: 'Quantity', buy: 'Buy', soldOut: 'Sold out', signIn: 'Sign in to buy' },
});

interface PurchaseFormProperties {
  readonly productId: number;
  /** of one unit, as it is shown */
  readonly price: number;
  readonly isSoldOut: boolean;
  /** buying is disabled until the price is known */
  readonly isPriceUnknown: boolean;
}

export function PurchaseForm({ productId, price, isSoldOut, isPriceUnknown }: PurchaseFormProperties): JSX.Element {
  const [quantity, setQuantity] = useState('1');
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const validity = useValidity();
  const [isSigningIn, setSigningIn] = useState(false);
  const purchase = purchaseOf(productId).value;
  const isLocked = isInProgress(purchase) || purchase.step === 'unknown';
  const isDisabled = isLocked || isSoldOut || isPriceUnknown;
  const checkOut = (): void => goTo('/checkout', { product: String(productId), quantity });
  return (
    <>
      <form
        ref={form}
        class="purchase"
        onSubmit={(event) => {
          event.preventDefault();
          if (isDisabled) return;
          if (visitor.value === 'guest') setSigningIn(true);
          else if (arePaymentsOn.value) checkOut();
          else buy(productId, Number(quantity), price);
        }}
      >
        <label for={id}>{messages.quantity}</label>
        <QuantityStepper id={id} value={quantity} onValue={setQuantity} isLocked={isLocked} validity={validity} />
        <FieldError id={id} error={validity.error} />
        <div class="purchase-buttons">
          <AddToCartButton
            productId={productId}
            price={price}
            isSoldOut={isSoldOut || isPriceUnknown}
            quantity={() => (form.current?.reportValidity() === true ? Number(quantity) : undefined)}
          />
          <button type="submit" class="primary buy" aria-disabled={isDisabled}>
            {isSoldOut ? messages.soldOut : messages.buy}
          </button>
        </div>
        <PurchaseResult purchase={purchase} />
      </form>
      {isSigningIn && <SignInDialog title={messages.signIn} onClose={() => setSigningIn(false)} />}
    </>
  );
}
