import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { useAction } from '../../api/action';
import { fieldErrors } from '../../api/error-messages';
import { shop } from '../../api/shop';
import { bankChoices } from '../../i18n/banks';
import { translations } from '../../i18n/language';
import { Field, Select } from '../../ui/field';
import { InlineError } from '../../ui/notices';

const messages = translations({
  ko: {
    title: '환불받을 계좌',
    why: '주문이 취소되면 이 계좌로 돌려드려요. 암호화해서 보관하고, 환불이 끝나면 지워요.',
    needed: '돌려드릴 계좌를 알려 주세요. 암호화해서 보관하고, 환불이 끝나면 지워요.',
    bank: '은행',
    choose: '은행을 선택해 주세요',
    number: '계좌번호',
    digits: '숫자만 입력해 주세요.',
    holder: '예금주',
    save: '계좌 저장',
    saved: '계좌를 저장했어요.',
  },
  en: {
    title: 'Account for refunds',
    why: 'If the order is cancelled, your money goes back to this account. It is stored encrypted, and deleted after the refund.',
    needed: 'Please tell us where your money goes back to. It is stored encrypted, and deleted after the refund.',
    bank: 'Bank',
    choose: 'Choose your bank',
    number: 'Account number',
    digits: 'Digits only.',
    holder: 'Account holder',
    save: 'Save account',
    saved: 'Your account was saved.',
  },
});

interface RefundAccountFormProperties {
  readonly orderId: number;
  /** money is to be paid back, and there may be no account for it yet */
  readonly isNeeded?: boolean;
}

/** Where the money of a deposit goes back to. An account that was given before is not shown, but can be replaced. */
export function RefundAccountForm({ orderId, isNeeded = false }: RefundAccountFormProperties): JSX.Element {
  const title = useId();
  // The panel of a payment has a heading above this form, the result of an order has none.
  const Heading = isNeeded ? 'h2' : 'h3';
  const [form, setForm] = useState({ bank: '', accountNumber: '', holderName: '' });
  const [isSaved, setSaved] = useState(false);
  const { busy, failure, perform } = useAction();
  const errors = fieldErrors(failure);
  const enter = (part: keyof typeof form) => (value: string) => {
    setForm({ ...form, [part]: value });
    setSaved(false);
  };
  const save = async (): Promise<void> => {
    const body = { ...form, accountNumber: form.accountNumber.replaceAll(/[\s-]/g, '') };
    const params = { path: { orderId } };
    await answerOf(shop.api.PUT('/api/orders/{orderId}/payment/refund-account', { params, body }));
    setSaved(true);
  };
  return (
    <form
      class="refund-account"
      aria-labelledby={title}
      onSubmit={(event) => {
        event.preventDefault();
        void perform(save);
      }}
    >
      <Heading id={title}>{messages.title}</Heading>
      <p class="hint">{isNeeded ? messages.needed : messages.why}</p>
      <Select
        label={messages.bank}
        required
        value={form.bank}
        options={[['', messages.choose], ...bankChoices()]}
        onValue={enter('bank')}
        error={errors.get('bank')}
      />
      <Field
        label={messages.number}
        required
        maxLength={30}
        inputMode="numeric"
        value={form.accountNumber}
        onValue={enter('accountNumber')}
        hint={messages.digits}
        error={errors.get('accountNumber')}
      />
      <Field
        label={messages.holder}
        required
        maxLength={60}
        autocomplete="name"
        value={form.holderName}
        onValue={enter('holderName')}
        error={errors.get('holderName')}
      />
      <InlineError error={failure} />
      <button type="submit" aria-disabled={busy}>
        {messages.save}
      </button>{' '}
      <span role="status" class="success-text">
        {isSaved && messages.saved}
      </span>
    </form>
  );
}
