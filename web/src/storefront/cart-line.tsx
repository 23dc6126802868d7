import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { useAction } from '../api/action';
import type { Cart } from '../api/views';
import { ProductPicture } from '../catalogue/product-picture';
import { count, won } from '../i18n/format';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { InlineError } from '../ui/notices';
import { toast } from '../ui/toasts';
import { isCartChanging, removeFromCart } from './cart';
import { CartQuantity } from './cart-quantity';
import { StockLeft } from './price-and-stock';
import { WishIcon } from './wish-button';

export type CartLine = Cart['items'][number];

const messages = translations({
  ko: {
    choose: (name: string) => `주문할 상품: ${name}`,
    each: (price: string) => `개당 ${price}`,
    original: '정가',
    cheaper: (price: string) => `담을 때보다 ${price} 내렸어요`,
    dearer: (price: string) => `담을 때보다 ${price} 올랐어요`,
    was: '담을 때 가격',
    total: '합계',
    remove: '삭제',
    removeThis: (name: string) => `장바구니에서 삭제: ${name}`,
    removed: (name: string) => `장바구니에서 삭제했어요: ${name}`,
    SOLD_OUT: '품절된 상품이에요.',
    few: (left: string) => `${left}개만 남았어요. 수량을 줄여 주세요.`,
    GONE: '판매가 종료된 상품이에요.',
    unnamed: '판매 종료 상품',
  },
  en: {
    choose: (name: string) => `Order ${name}`,
    each: (price: string) => `${price} each`,
    original: 'Original price',
    cheaper: (price: string) => `${price} less than when you added it`,
    dearer: (price: string) => `${price} more than when you added it`,
    was: 'Price when you added it',
    total: 'Total',
    remove: 'Remove',
    removeThis: (name: string) => `Remove from cart: ${name}`,
    removed: (name: string) => `Removed from your cart: ${name}`,
    SOLD_OUT: 'Sold out.',
    few: (left: string) => `Only ${left} left. Please choose fewer.`,
    GONE: 'No longer for sale.',
    unnamed: 'Unavailable product',
  },
});

/** @param left undefined until it is loaded */
export function isOrderable({ available, quantity }: CartLine, left: number | undefined): boolean {
  return available && (left === undefined || left >= quantity);
}

/** Of a product that was deleted, the name may be unknown. */
function nameOf({ productName }: CartLine): string {
  return productName === '' ? messages.unnamed : productName;
}

interface CartLineProperties {
  readonly line: CartLine;
  readonly left: number | undefined;
  readonly isChosen: boolean;
  readonly onChosen: (isChosen: boolean) => void;
}

export function CartLineView({ line, left, isChosen, onChosen }: CartLineProperties): JSX.Element {
  const { productId, productImageUrl, itemTotalPrice, reason } = line;
  const productName = nameOf(line);
  const canBeOrdered = isOrderable(line, left);
  return (
    <li class={canBeOrdered ? 'cart-line card' : 'cart-line card unavailable'}>
      <label class="choice">
        <input
          type="checkbox"
          aria-label={messages.choose(productName)}
          checked={isChosen}
          disabled={!canBeOrdered}
          onChange={({ currentTarget }) => onChosen(currentTarget.checked)}
        />
      </label>
      <ProductPicture product={productImageUrl === '' ? undefined : { productImageUrl }} />
      <div class="about">
        {reason === 'GONE' ? <span>{productName}</span> : <a href={linkTo(`/products/${productId}`)}>{productName}</a>}
        <UnitPrice line={line} />
        <Availability line={line} left={left} />
      </div>
      <CartQuantity line={line} name={productName} />
      <strong class="total">
        <span class="visually-hidden">{messages.total} </span>
        {won(itemTotalPrice)}
      </strong>
      <div class="line-actions">
        {reason !== 'GONE' && <WishIcon productId={productId} name={productName} />}
        <RemoveButton line={line} />
      </div>
    </li>
  );
}

function UnitPrice({ line }: { readonly line: CartLine }): JSX.Element {
  const { productPrice, originalPrice, priceSeen } = line;
  const difference = productPrice - priceSeen;
  return (
    <>
      <p class="unit-price">
        {productPrice < originalPrice && (
          <del>
            <span class="visually-hidden">{messages.original} </span>
            {won(originalPrice)}
          </del>
        )}{' '}
        {messages.each(won(productPrice))}
      </p>
      {difference !== 0 && (
        <p class={difference < 0 ? 'price-change cheaper' : 'price-change dearer'}>
          {difference < 0 ? messages.cheaper(won(-difference)) : messages.dearer(won(difference))}{' '}
          <del>
            <span class="visually-hidden">{messages.was} </span>
            {won(priceSeen)}
          </del>
        </p>
      )}
    </>
  );
}

function Availability({ line, left }: Pick<CartLineProperties, 'line' | 'left'>): JSX.Element {
  if (line.reason !== 'GONE' && left !== undefined && left > 0 && left < line.quantity)
    return <p class="stock none">{messages.few(count(left))}</p>;
  if (isOrderable(line, left)) return <StockLeft quantity={left} />;
  return <p class="stock none">{messages[line.reason ?? 'SOLD_OUT']}</p>;
}

function RemoveButton({ line }: { readonly line: CartLine }): JSX.Element {
  const { productId } = line;
  const productName = nameOf(line);
  const { busy, failure, perform } = useAction();
  const button = useRef<HTMLButtonElement>(null);
  const remove = async (): Promise<void> => {
    const row = button.current?.closest('li');
    await removeFromCart([productId]);
    focusBeside(row);
    toast(messages.removed(productName));
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class="plain remove"
        aria-label={messages.removeThis(productName)}
        aria-disabled={busy}
        onClick={() => void perform(() => isCartChanging.during(remove))}
      >
        {messages.remove}
      </button>
      <InlineError error={failure} />
    </>
  );
}

/** The row is about to disappear, and the focus with it. */
function focusBeside(row: Element | null | undefined): void {
  const neighbour = row?.nextElementSibling ?? row?.previousElementSibling;
  const target = neighbour?.querySelector<HTMLElement>('.remove') ?? document.querySelector<HTMLElement>('main');
  target?.focus({ preventScroll: true });
}
