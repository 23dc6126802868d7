import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { translations } from '../i18n/language';
import { Dialog } from '../ui/dialog';
import { type Visitor, visitor } from './session';
import { SignIn } from './sign-in';

const messages = translations({ ko: { cancel: '취소' }, en: { cancel: 'Cancel' } });

interface SignInDialogProperties {
  /** says what the visitor signs in for */
  readonly title: string;
  readonly onClose: () => void;
  readonly onSignedIn?: (account: Visitor) => void;
}

/** Asks a guest to sign in without leaving the page, so that everything on it stays as it is. */
export function SignInDialog({ title, onClose, onSignedIn }: SignInDialogProperties): JSX.Element {
  const account = visitor.value;
  useEffect(() => {
    if (typeof account !== 'object') return;
    onClose();
    onSignedIn?.(account);
  }, [account]);
  return (
    <Dialog title={title} onClose={onClose}>
      <SignIn newcomers isInDialog />
      <div class="button-row">
        <button type="button" onClick={onClose}>
          {messages.cancel}
        </button>
      </div>
    </Dialog>
  );
}
