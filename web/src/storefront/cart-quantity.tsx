import type { JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Cart } from '../api/views';
import { translations } from '../i18n/language';
import { FieldError } from '../ui/field';
import { InlineError } from '../ui/notices';
import { QuantityStepper } from '../ui/quantity-stepper';
import { useValidity } from '../ui/validity';
import { isCartChanging, setQuantity } from './cart';

type CartLine = Cart['items'][number];

const messages = translations({ ko: { quantity: '수량' }, en: { quantity: 'Quantity' } });

interface CartQuantityProperties {
  readonly line: CartLine;
  readonly name: string;
}

/** The quantity of a line, which can be changed. */
export function CartQuantity({ line, name }: CartQuantityProperties): JSX.Element {
  const id = useId();
  const validity = useValidity();
  const { entered, enter, change, failure } = useQuantity(line);
  return (
    <div class="quantity">
      <label class="visually-hidden" for={id}>{`${messages.quantity}: ${name}`}</label>
      <QuantityStepper id={id} value={entered} onValue={enter} onEntered={change} validity={validity} of={name} />
      <FieldError id={id} error={validity.error} />
      <InlineError error={failure} />
    </div>
  );
}

/** The quantity that was entered last is sent; those that were passed over meanwhile are not. */
function useQuantity({ productId, quantity, productPrice }: CartLine) {
  const [entered, enter] = useState(String(quantity));
  const [failure, setFailure] = useState<unknown>();
  const wanted = useRef<number | undefined>(undefined);
  const isSending = useRef(false);
  useEffect(() => {
    if (!isSending.current) enter(String(quantity));
  }, [quantity]);
  const send = async (): Promise<void> => {
    isSending.current = true;
    try {
      for (let next = wanted.current; next !== undefined; next = wanted.current) {
        wanted.current = undefined;
        await setQuantity({ productId, quantity: next }, productPrice);
      }
      setFailure(undefined);
    } catch (error) {
      wanted.current = undefined;
      setFailure(error);
      enter(String(quantity));
    } finally {
      isSending.current = false;
    }
  };
  const change = (value: string): void => {
    wanted.current = Number(value);
    if (!isSending.current) void isCartChanging.during(send);
  };
  return { entered, enter, change, failure };
}
