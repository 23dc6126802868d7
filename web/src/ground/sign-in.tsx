import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAttempt } from './attempt';
import { faults } from './failures';
import { Field } from './field';
import { wordsOf } from './language';
import { Refusal } from './notices';
import { shop } from './shop';

const said = wordsOf({
  ko: {
    signIn: '로그인',
    signUp: '회원가입',
    email: '이메일',
    password: '비밀번호',
    name: '이름',
    rule: '영문과 숫자를 포함해 8자 이상 입력해 주세요.',
    toSignUp: '아직 회원이 아니신가요? 회원가입',
    toSignIn: '이미 회원이신가요? 로그인',
  },
  en: {
    signIn: 'Sign in',
    signUp: 'Sign up',
    email: 'E-mail',
    password: 'Password',
    name: 'Name',
    rule: 'At least 8 characters, including a letter and a number.',
    toSignUp: 'New here? Sign up',
    toSignIn: 'Already have an account? Sign in',
  },
});

/** Signs in, or up and in where newcomers are welcome. Who has done so is in `visitor` then. */
export function SignIn({ newcomers = false }: { readonly newcomers?: boolean }): JSX.Element {
  const [isNew, setNew] = useState(false);
  const [form, setForm] = useState({ email: '', name: '', password: '' });
  const { busy, failure, attempt } = useAttempt();
  const wrong = faults(failure);
  const enter = (part: keyof typeof form) => (value: string) => setForm({ ...form, [part]: value });

  const submit = async (): Promise<void> => {
    if (isNew) await answerOf(shop.api.POST('/api/auth/signup', { body: form }));
    await shop.login.logIn({ email: form.email, password: form.password });
  };

  return (
    <form
      class="sign-in card"
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(submit);
      }}
    >
      <h1>{isNew ? said.signUp : said.signIn}</h1>
      <Field
        label={said.email}
        type="email"
        autocomplete="email"
        required
        value={form.email}
        onValue={enter('email')}
        fault={wrong.get('email')}
      />
      {isNew && (
        <Field
          label={said.name}
          autocomplete="name"
          required
          maxLength={50}
          value={form.name}
          onValue={enter('name')}
          fault={wrong.get('name')}
        />
      )}
      <Field
        label={said.password}
        type="password"
        autocomplete={isNew ? 'new-password' : 'current-password'}
        required
        value={form.password}
        onValue={enter('password')}
        fault={wrong.get('password')}
        hint={isNew ? said.rule : undefined}
      />
      <Refusal of={failure} />
      <button type="submit" class="primary" disabled={busy}>
        {isNew ? said.signUp : said.signIn}
      </button>
      {newcomers && (
        <button type="button" class="plain" onClick={() => setNew(!isNew)}>
          {isNew ? said.toSignIn : said.toSignUp}
        </button>
      )}
    </form>
  );
}
