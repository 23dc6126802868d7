import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../api/action';
import { errorMessage } from '../api/error-messages';
import { visitor } from '../auth/session';
import { SignInDialog } from '../auth/sign-in-dialog';
import { translations } from '../i18n/language';
import { Icon } from '../ui/icon';
import { toast } from '../ui/toasts';
import { setWished, showWishes, wishedProducts } from './wishes';

const messages = translations({
  ko: { wish: '찜', wishThis: (name: string) => `찜: ${name}`, signIn: '로그인하고 찜하기' },
  en: { wish: 'Wish list', wishThis: (name: string) => `Wish list: ${name}`, signIn: 'Sign in to use your wish list' },
});

/** A toggle: pressed while the product is on the visitor's wish list. A guest signs in first. */
function useWish(productId: number) {
  const { busy, perform } = useAction();
  const [isSigningIn, setSigningIn] = useState(false);
  useEffect(showWishes, []);
  const isWished = wishedProducts.value?.has(productId) === true;
  const set = (wished: boolean): void =>
    void perform(() => setWished(productId, wished).catch((error: unknown) => toast(errorMessage(error))));
  return {
    button: {
      type: 'button' as const,
      'aria-pressed': isWished,
      'aria-disabled': busy || (visitor.value !== 'guest' && wishedProducts.value === undefined),
      onClick: (): void => {
        if (visitor.value === 'guest') setSigningIn(true);
        else if (wishedProducts.value !== undefined) set(!isWished);
      },
    },
    dialog: isSigningIn && (
      <SignInDialog title={messages.signIn} onClose={() => setSigningIn(false)} onSignedIn={() => set(true)} />
    ),
  };
}

export function WishButton({ productId }: { readonly productId: number }): JSX.Element {
  const { button, dialog } = useWish(productId);
  return (
    <>
      <button class="wish" {...button}>
        <Icon name="heart" /> {messages.wish}
      </button>
      {dialog}
    </>
  );
}

interface WishIconProperties {
  readonly productId: number;
  readonly name: string;
}

export function WishIcon({ productId, name }: WishIconProperties): JSX.Element {
  const { button, dialog } = useWish(productId);
  return (
    <>
      <button class="round wish" aria-label={messages.wishThis(name)} {...button}>
        <Icon name="heart" />
      </button>
      {dialog}
    </>
  );
}
