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
    noRole: '관리자만 볼 수 있는 페이지예요',
    why: (email: string) => `${email} 계정에는 관리자 권한이 없어요.`,
    toShop: '쇼핑몰로 가기',
  },
  en: {
    console: 'HotDeal console',
    noRole: 'Administrators only',
    why: (email: string) => `You are signed in as ${email}, which is not an administrator account.`,
    toShop: 'Go to the shop',
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
