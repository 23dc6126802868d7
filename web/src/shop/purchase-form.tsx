import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { wordsOf } from '../ground/language';
import { buy, purchaseOf } from './purchase';
import { isUnderWay, PurchaseResult } from './purchase-result';

const said = wordsOf({
  ko: { quantity: '수량', more: '수량 늘리기', less: '수량 줄이기', buy: '구매하기', soldOut: '품절' },
  en: { quantity: 'Quantity', more: 'Increase quantity', less: 'Decrease quantity', buy: 'Buy', soldOut: 'Sold out' },
});

const MOST = 1_000;

interface PurchaseFormProperties {
  readonly productId: number;
  readonly isSoldOut: boolean;
  /** nobody buys at a price that is not said */
  readonly isUnclear: boolean;
}

export function PurchaseForm({ productId, isSoldOut, isUnclear }: PurchaseFormProperties): JSX.Element {
  const [quantity, setQuantity] = useState('1');
  const id = useId();
  const purchase = purchaseOf(productId).value;
  const isLocked = isUnderWay(purchase) || purchase.step === 'unclear';
  const isBarred = isLocked || isSoldOut || isUnclear;
  const step = (by: number): void => {
    setQuantity(String(Math.min(MOST, Math.max(1, (Number.parseInt(quantity, 10) || 1) + by))));
  };
  return (
    <form
      class="purchase"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBarred) void buy(productId, Number(quantity));
      }}
    >
      <label for={id}>{said.quantity}</label>
      <div class="stepper">
        <button
          type="button"
          aria-label={said.less}
          disabled={isLocked || Number(quantity) <= 1}
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
          max={MOST}
          step={1}
          value={quantity}
          disabled={isLocked}
          onInput={({ currentTarget }) => setQuantity(currentTarget.value)}
        />
        <button
          type="button"
          aria-label={said.more}
          disabled={isLocked || Number(quantity) >= MOST}
          onClick={() => step(1)}
        >
          +
        </button>
      </div>
      <button type="submit" class="primary buy" disabled={isBarred}>
        {isSoldOut ? said.soldOut : said.buy}
      </button>
      <PurchaseResult purchase={purchase} />
    </form>
  );
}
