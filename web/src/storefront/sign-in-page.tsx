import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { visitor } from '../auth/session';
import { SignIn } from '../auth/sign-in';
import { translations } from '../i18n/language';
import { replaceAddress, route, usePageTitle } from '../navigation/route';

const messages = translations({ ko: { signIn: '로그인' }, en: { signIn: 'Sign in' } });

/** Returns to the page from which the guest came. */
export function SignInPage(): JSX.Element | null {
  usePageTitle(messages.signIn);
  const isSignedIn = typeof visitor.value === 'object';
  const next = route.value.query.get('next') ?? '/';
  useEffect(() => {
    if (isSignedIn) replaceAddress(next);
  }, [isSignedIn]);
  return isSignedIn ? null : <SignIn newcomers />;
}
