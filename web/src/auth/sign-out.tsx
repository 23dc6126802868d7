import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { translations } from '../i18n/language';
import { Confirmation } from '../ui/dialog';
import { Field } from '../ui/field';
import { signOut } from './session';

const messages = translations({
  ko: {
    signOut: '로그아웃',
    why: '이 브라우저의 모든 창에서 로그아웃돼요. 확인을 위해 비밀번호를 입력해 주세요.',
    password: '비밀번호',
  },
  en: {
    signOut: 'Sign out',
    why: 'You will be signed out in every window of this browser. Enter your password to confirm.',
    password: 'Password',
  },
});

/** Asks for the password before it signs out. */
export function SignOutButton({ isPlain = false }: { readonly isPlain?: boolean }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" class={isPlain ? 'plain' : undefined} onClick={() => setOpen(true)}>
        {messages.signOut}
      </button>
      {isOpen && <SignOutDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function SignOutDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const [password, setPassword] = useState('');
  return (
    <Confirmation
      title={messages.signOut}
      action={messages.signOut}
      onClose={onClose}
      onConfirm={() => signOut(password)}
    >
      <p>{messages.why}</p>
      <Field
        label={messages.password}
        type="password"
        autocomplete="current-password"
        required
        value={password}
        onValue={setPassword}
      />
    </Confirmation>
  );
}
