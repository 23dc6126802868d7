import type { JSX } from 'preact';
import { useAction } from '../api/action';
import { errorMessage } from '../api/error-messages';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { Icon } from '../ui/icon';
import { toast } from '../ui/toasts';
import { addToCart } from './cart';

const messages = translations({
  ko: {
    add: '장바구니 담기',
    addThis: (name: string) => `장바구니 담기: ${name}`,
    added: '장바구니에 담았어요. 장바구니 보기',
  },
  en: {
    add: 'Add to cart',
    addThis: (name: string) => `Add to cart: ${name}`,
    added: 'Added to your cart. View cart',
  },
});

interface AddToCartProperties {
  readonly productId: number;
  /** of one unit, as it is shown */
  readonly price: number;
  readonly isSoldOut: boolean;
}

/** @param quantity undefined if what was entered is no quantity */
function useAddToCart({ productId, price, isSoldOut }: AddToCartProperties, quantity: () => number | undefined) {
  const { busy, perform } = useAction();
  const add = async (units: number): Promise<void> => {
    try {
      await addToCart({ productId, quantity: units }, price);
      toast(messages.added, linkTo('/cart'));
    } catch (error) {
      toast(errorMessage(error));
    }
  };
  return {
    isDisabled: busy || isSoldOut,
    onClick: (): void => {
      if (isSoldOut) return;
      const units = quantity();
      if (units !== undefined) void perform(() => add(units));
    },
  };
}

interface AddToCartButtonProperties extends AddToCartProperties {
  readonly quantity: () => number | undefined;
}

export function AddToCartButton(properties: AddToCartButtonProperties): JSX.Element {
  const { isDisabled, onClick } = useAddToCart(properties, properties.quantity);
  return (
    <button type="button" aria-disabled={isDisabled} onClick={onClick}>
      {messages.add}
    </button>
  );
}

interface AddToCartIconProperties extends AddToCartProperties {
  readonly name: string;
}

/** Adds one unit, from a card. */
export function AddToCartIcon(properties: AddToCartIconProperties): JSX.Element {
  const { isDisabled, onClick } = useAddToCart(properties, () => 1);
  return (
    <button
      type="button"
      class="round add-to-cart"
      aria-label={messages.addThis(properties.name)}
      aria-disabled={isDisabled}
      onClick={onClick}
    >
      <Icon name="cart" />
    </button>
  );
}
