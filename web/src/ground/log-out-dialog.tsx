import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from './dialog';
import { told } from './failures';
import { Field } from './field';
import { wordsOf } from './language';
import { logOut } from './shop';

const said = wordsOf({
  ko: {
    logOut: '로그아웃',
    why: '이 로그인은 모든 창에서 끝납니다. 확인을 위해 비밀번호를 입력해 주세요.',
    password: '비밀번호',
    cancel: '취소',
  },
  en: {
    logOut: 'Log out',
    why: 'This login ends in every window. Please enter your password to confirm.',
    password: 'Password',
    cancel: 'Cancel',
  },
});

export function LogOutDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      await logOut(password);
      onClose();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={said.logOut} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p>{said.why}</p>
        <Field
          label={said.password}
          type="password"
          autocomplete="current-password"
          required
          value={password}
          onValue={setPassword}
        />
        {failure !== undefined && (
          <p class="fault" role="alert">
            {told(failure)}
          </p>
        )}
        <div class="choices">
          <button type="button" onClick={onClose}>
            {said.cancel}
          </button>
          <button type="submit" class="primary" disabled={busy}>
            {said.logOut}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
