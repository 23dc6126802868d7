import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Confirmation } from './confirmation';
import { Field } from './field';
import { wordsOf } from './language';
import { logOut } from './shop';

const said = wordsOf({
  ko: {
    logOut: '로그아웃',
    why: '이 브라우저의 모든 창에서 로그아웃돼요. 확인을 위해 비밀번호를 입력해 주세요.',
    password: '비밀번호',
  },
  en: {
    logOut: 'Sign out',
    why: 'You will be signed out in every window of this browser. Enter your password to confirm.',
    password: 'Password',
  },
});

export function LogOutDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const [password, setPassword] = useState('');
  return (
    <Confirmation title={said.logOut} action={said.logOut} onClose={onClose} onConfirm={() => logOut(password)}>
      <p>{said.why}</p>
      <Field
        label={said.password}
        type="password"
        autocomplete="current-password"
        required
        value={password}
        onValue={setPassword}
      />
    </Confirmation>
  );
}
