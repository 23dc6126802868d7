import type { JSX } from 'preact';
import { visitor } from '../auth/session';
import { SignIn } from '../auth/sign-in';
import { SignOutButton } from '../auth/sign-out';
import { LanguageSwitch, translations } from '../i18n/language';
import { ConnectionBar, Loading } from '../ui/notices';
import { SimulationBanner } from '../ui/simulation-note';
import { Toasts } from '../ui/toasts';
import { CurrentPage } from './current-page';
import { Header } from './header';

const messages = translations({
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

export function Console(): JSX.Element {
  const account = visitor.value;
  return (
    <>
      <ConnectionBar />
      {typeof account === 'object' && account.role === 'ADMIN' ? (
        <Header administrator={account.name} />
      ) : (
        <SignedOutHeader />
      )}
      <SimulationBanner />
      <main id="content">
        {account === 'unknown' && <Loading />}
        {account === 'guest' && <SignIn />}
        {typeof account === 'object' &&
          (account.role === 'ADMIN' ? <CurrentPage /> : <NotAllowed email={account.email} />)}
      </main>
      <Toasts />
    </>
  );
}

function SignedOutHeader(): JSX.Element {
  return (
    <header class="console-header">
      <strong class="console-name">{messages.console}</strong>
      <LanguageSwitch />
    </header>
  );
}

function NotAllowed({ email }: { readonly email: string }): JSX.Element {
  return (
    <section class="card sign-in">
      <h1>{messages.noRole}</h1>
      <p>{messages.why(email)}</p>
      <div class="button-row">
        <a class="button" href="/">
          {messages.toShop}
        </a>
        <SignOutButton />
      </div>
    </section>
  );
}
