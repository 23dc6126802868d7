import type { JSX } from 'preact';
import { useAction } from '../api/action';
import { translations } from '../i18n/language';
import { InlineError } from '../ui/notices';
import { signOut } from './session';

const messages = translations({ ko: { signOut: '로그아웃' }, en: { signOut: 'Sign out' } });

/** Signs out in every window of this browser. */
export function SignOutButton({ isPlain = false }: { readonly isPlain?: boolean }): JSX.Element {
  const { busy, failure, perform } = useAction();
  return (
    <>
      <InlineError error={failure} />
      <button
        type="button"
        class={isPlain ? 'plain' : undefined}
        aria-disabled={busy}
        onClick={() => void perform(signOut)}
      >
        {messages.signOut}
      </button>
    </>
  );
}
