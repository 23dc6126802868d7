import type { JSX } from 'preact';
import { ConnectionBar } from '../ground/connection-bar';
import { wordsOf } from '../ground/language';
import { LanguageSwitch } from '../ground/language-switch';
import { LogOutButton } from './log-out-button';
import { Loading } from '../ground/notices';
import { visitor } from '../ground/shop';
import { SignIn } from '../ground/sign-in';
import { Toasts } from '../ground/toasts';
import { Header } from './header';
import { Section } from './section';

const said = wordsOf({
  ko: {
    console: 'HotDeal 관리자',
    noRole: '관리자 권한이 없는 계정입니다',
    why: (email: string) => `${email} 계정으로 로그인되어 있지만, 이 화면은 관리자만 볼 수 있습니다.`,
    toShop: '상점으로 가기',
  },
  en: {
    console: 'HotDeal console',
    noRole: 'This account is no administrator',
    why: (email: string) => `You are signed in as ${email}, but only administrators may see this console.`,
    toShop: 'To the shop',
  },
});

/** The whole page, for whoever it is that looks at it. */
export function Console(): JSX.Element {
  const who = visitor.value;
  return (
    <>
      <ConnectionBar />
      {typeof who === 'object' && who.role === 'ADMIN' ? <Header administrator={who.name} /> : <Door />}
      <main id="content">
        {who === 'unknown' && <Loading />}
        {who === 'nobody' && <SignIn />}
        {typeof who === 'object' && (who.role === 'ADMIN' ? <Section /> : <NotAllowed email={who.email} />)}
      </main>
      <Toasts />
    </>
  );
}

function Door(): JSX.Element {
  return (
    <header class="console-header">
      <strong class="console-name">{said.console}</strong>
      <LanguageSwitch />
    </header>
  );
}

function NotAllowed({ email }: { readonly email: string }): JSX.Element {
  return (
    <section class="card sign-in">
      <h1>{said.noRole}</h1>
      <p>{said.why(email)}</p>
      <div class="choices">
        <a class="button" href="/">
          {said.toShop}
        </a>
        <LogOutButton />
      </div>
    </section>
  );
}
