import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { wordsOf } from '../ground/language';
import { LogOutDialog } from '../ground/log-out-dialog';

const said = wordsOf({ ko: { logOut: '로그아웃' }, en: { logOut: 'Sign out' } });

export function LogOutButton(): JSX.Element {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setAsked(true)}>
        {said.logOut}
      </button>
      {asked && <LogOutDialog onClose={() => setAsked(false)} />}
    </>
  );
}
