import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAction } from '../api/action';
import type { Query } from '../api/query';
import { usePolling } from '../api/refresh';
import type { Cart } from '../api/views';
import { visitor } from '../auth/session';
import { translations } from '../i18n/language';
import { linkTo, usePageTitle } from '../navigation/route';
import { ErrorNotice, InlineError } from '../ui/notices';
import { accountCart, isCartChanging, mergeFailure, mergeGuestCart, refreshCart, removeFromCart } from './cart';
import { type CartLine, CartLineView, isOrderable } from './cart-line';
import { CartOrderResult } from './cart-order-result';
import { CartSummary } from './cart-summary';
import { changeGuestLines, guestLines } from './guest-cart';
import { useGuestCart } from './guest-cart-view';
import { useStocks } from './product-queries';

const messages = translations({
  ko: {
    title: '장바구니',
    empty: '장바구니가 비어 있어요',
    browse: '상품 보러 가기',
    lines: '장바구니 상품',
    all: (number: number) => `전체 선택 (${number})`,
    removeChosen: '선택 삭제',
    loading: '불러오는 중…',
    notMerged: (number: number) => `로그인하기 전에 담은 상품 ${number}개를 아직 옮기지 못했어요.`,
    merge: '다시 담기',
    forget: '버리기',
  },
  en: {
    title: 'Cart',
    empty: 'Your cart is empty',
    browse: 'Browse products',
    lines: 'Products in your cart',
    all: (number: number) => `Select all (${number})`,
    removeChosen: 'Remove selected',
    loading: 'Loading…',
    notMerged: (number: number) =>
      `${number} ${number === 1 ? 'product' : 'products'} from before you signed in could not be added.`,
    merge: 'Add again',
    forget: 'Discard',
  },
});

const CART_POLL_MS = 10_000;
const STOCK_POLL_MS = 5_000;
const SKELETONS = 3;

export function CartPage(): JSX.Element {
  usePageTitle(messages.title);
  const query = useCart();
  const { value, error, busy, refetch } = query;
  return (
    <>
      <h1>{messages.title}</h1>
      <CartOrderResult />
      <NotMerged />
      {value !== undefined && <CartContent cart={value} />}
      {value === undefined && busy && <Skeleton />}
      {error !== undefined && <ErrorNotice error={error} retry={refetch} />}
    </>
  );
}

/** What a guest had chosen stays visible until the cart of the account is loaded, so that nothing loses the focus. */
function useCart(): Query<Cart> {
  const isGuest = visitor.value === 'guest';
  const ofGuest = useGuestCart(isGuest);
  const ofAccount = accountCart.value;
  const last = useRef<Cart | undefined>(undefined);
  usePolling(CART_POLL_MS, () => isGuest || void refreshCart());
  // Another device may have changed the cart since it was loaded.
  useEffect(() => {
    if (accountCart.peek().value !== undefined) void refreshCart();
  }, []);
  if (isGuest) {
    last.current = ofGuest.value;
    return ofGuest;
  }
  if (ofAccount.value !== undefined) last.current = undefined;
  return { ...ofAccount, value: ofAccount.value ?? last.current, refetch: () => void refreshCart() };
}

function CartContent({ cart }: { readonly cart: Cart }): JSX.Element {
  const { items } = cart;
  const stocks = useStocks(idsOf(items), STOCK_POLL_MS);
  const [unchosen, setUnchosen] = useState<ReadonlySet<number>>(new Set());
  const leftOf = ({ productId }: CartLine): number | undefined => stocks.byId.get(productId)?.quantity;
  const orderable = items.filter((line) => isOrderable(line, leftOf(line)));
  const chosen = orderable.filter(({ productId }) => !unchosen.has(productId));
  const choose = (ids: readonly number[], isWanted: boolean): void =>
    setUnchosen((before) => new Set([...before].filter((id) => !ids.includes(id)).concat(isWanted ? [] : ids)));
  if (items.length === 0)
    return (
      <div class="notice">
        <p>{messages.empty}</p>
        <a class="button" href={linkTo('/products')}>
          {messages.browse}
        </a>
      </div>
    );
  return (
    <div class="cart">
      <section aria-label={messages.lines}>
        <ChoiceOfAll all={idsOf(orderable)} chosen={idsOf(chosen)} choose={choose} />
        <ul class="cart-lines">
          {items.map((line) => (
            <CartLineView
              key={line.productId}
              line={line}
              left={leftOf(line)}
              isChosen={chosen.includes(line)}
              onChosen={(isWanted) => choose([line.productId], isWanted)}
            />
          ))}
        </ul>
      </section>
      <CartSummary cart={cart} chosen={chosen} />
    </div>
  );
}

function idsOf(lines: readonly CartLine[]): readonly number[] {
  return lines.map(({ productId }) => productId);
}

interface ChoiceOfAllProperties {
  /** that can be ordered */
  readonly all: readonly number[];
  readonly chosen: readonly number[];
  readonly choose: (ids: readonly number[], isWanted: boolean) => void;
}

function ChoiceOfAll({ all, chosen, choose }: ChoiceOfAllProperties): JSX.Element {
  const { busy, failure, perform } = useAction();
  const remove = async (): Promise<void> => {
    await isCartChanging.during(() => removeFromCart(chosen));
    document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
  };
  return (
    <div class="choice-of-all">
      <label class="choice">
        <input
          type="checkbox"
          checked={all.length > 0 && chosen.length === all.length}
          disabled={all.length === 0}
          onChange={({ currentTarget }) => choose(all, currentTarget.checked)}
        />{' '}
        {messages.all(all.length)}
      </label>
      <button
        type="button"
        class="plain"
        aria-disabled={busy || chosen.length === 0}
        onClick={() => chosen.length > 0 && void perform(remove)}
      >
        {messages.removeChosen}
      </button>
      <InlineError error={failure} />
    </div>
  );
}

function NotMerged(): JSX.Element | null {
  const { busy, perform } = useAction();
  if (mergeFailure.value === undefined || guestLines.value.length === 0) return null;
  return (
    <div class="card not-merged" role="alert">
      <p>{messages.notMerged(guestLines.value.length)}</p>
      <InlineError error={mergeFailure.value} />
      <div class="button-row">
        <button type="button" onClick={() => changeGuestLines(() => [])}>
          {messages.forget}
        </button>
        <button type="button" class="primary" aria-disabled={busy} onClick={() => void perform(mergeGuestCart)}>
          {messages.merge}
        </button>
      </div>
    </div>
  );
}

function Skeleton(): JSX.Element {
  return (
    <div role="status">
      <span class="visually-hidden">{messages.loading}</span>
      {Array.from({ length: SKELETONS }, (_, number) => (
        <div key={number} class="cart-line card skeleton" aria-hidden="true" />
      ))}
    </div>
  );
}
