import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../api/action';
import { fieldErrors } from '../api/error-messages';
import { shop } from '../api/shop';
import { translations } from '../i18n/language';
import { Field } from '../ui/field';
import { InlineError } from '../ui/notices';

const messages = translations({
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

interface SignInProperties {
  readonly newcomers?: boolean;
  /** shown in a dialog, which has a title of its own */
  readonly isInDialog?: boolean;
}

/** Signs in, or creates an account and signs in where that is allowed. The account is then in `visitor`. */
export function SignIn({ newcomers = false, isInDialog = false }: SignInProperties): JSX.Element {
  const [isNew, setNew] = useState(false);
  const [form, setForm] = useState({ email: '', name: '', password: '' });
  const { busy, failure, perform } = useAction();
  const errors = fieldErrors(failure);
  const enter = (part: keyof typeof form) => (value: string) => setForm({ ...form, [part]: value });

  const submit = async (): Promise<void> => {
    if (isNew) await answerOf(shop.api.POST('/api/auth/signup', { body: form }));
    await shop.login.logIn({ email: form.email, password: form.password });
  };

  return (
    <form
      class={isInDialog ? 'sign-in' : 'sign-in card'}
      onSubmit={(event) => {
        event.preventDefault();
        void perform(submit);
      }}
    >
      {!isInDialog && <h1>{isNew ? messages.signUp : messages.signIn}</h1>}
      <Field
        label={messages.email}
        type="email"
        autocomplete="email"
        required
        value={form.email}
        onValue={enter('email')}
        error={errors.get('email')}
      />
      {isNew && (
        <Field
          label={messages.name}
          autocomplete="name"
          required
          maxLength={50}
          value={form.name}
          onValue={enter('name')}
          error={errors.get('name')}
        />
      )}
      <Field
        label={messages.password}
        type="password"
        autocomplete={isNew ? 'new-password' : 'current-password'}
        required
        value={form.password}
        onValue={enter('password')}
        error={errors.get('password')}
        hint={isNew ? messages.rule : undefined}
      />
      <InlineError error={failure} />
      <button type="submit" class="primary" aria-disabled={busy}>
        {isNew ? messages.signUp : messages.signIn}
      </button>
      {newcomers && (
        <button type="button" class="plain" onClick={() => setNew(!isNew)}>
          {isNew ? messages.toSignIn : messages.toSignUp}
        </button>
      )}
    </form>
  );
}
