import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useAction } from '../../api/action';
import { fieldErrors } from '../../api/error-messages';
import { shop } from '../../api/shop';
import type { Address } from '../../api/views';
import { translations } from '../../i18n/language';
import { Checkbox, Field } from '../../ui/field';
import { InlineError } from '../../ui/notices';
import { UnsavedChanges } from '../../ui/unsaved-changes';

const messages = translations({
  ko: {
    label: '배송지 이름 (선택)',
    labelHint: '예: 집, 회사',
    recipient: '받는 분',
    phone: '휴대폰 번호',
    postcode: '우편번호',
    line1: '주소',
    line2: '상세 주소 (선택)',
    isDefault: '기본 배송지로 설정',
    save: '저장',
    cancel: '취소',
  },
  en: {
    label: 'Name of this address (optional)',
    labelHint: 'Home or work, for example',
    recipient: 'Recipient',
    phone: 'Phone number',
    postcode: 'Postcode',
    line1: 'Address',
    line2: 'Apartment, floor (optional)',
    isDefault: 'Use as default address',
    save: 'Save address',
    cancel: 'Cancel',
  },
});

interface AddressFormProperties {
  /** that is changed; undefined for a new one */
  readonly address: Address | undefined;
  readonly labelledBy: string;
  readonly onSaved: (saved: Address) => void;
  readonly onCancel: () => void;
}

export function AddressForm({ address, labelledBy, onSaved, onCancel }: AddressFormProperties): JSX.Element {
  const initial = useRef(contentsOf(address)).current;
  const [form, setForm] = useState(initial);
  const { busy, failure, perform } = useAction();
  const [isSaved, setSaved] = useState(false);
  const isChanged = !isSaved && JSON.stringify(form) !== JSON.stringify(initial);
  const errors = fieldErrors(failure);
  const field = (part: TextField) => ({
    value: form[part],
    onValue: (value: string) => setForm({ ...form, [part]: value }),
    error: errors.get(part),
    maxLength: MOST[part],
    label: messages[part],
  });
  const save = async (): Promise<void> => {
    const saved = await sendAddress(address?.addressId, form);
    setSaved(true);
    onSaved(saved);
  };
  return (
    <form
      class="address-form"
      aria-labelledby={labelledBy}
      onSubmit={(event) => {
        event.preventDefault();
        void perform(save);
      }}
    >
      <Field {...field('recipient')} required autocomplete="shipping name" />
      <Field {...field('phone')} required type="tel" autocomplete="shipping tel" />
      <Field {...field('postcode')} required inputMode="numeric" autocomplete="shipping postal-code" />
      <Field {...field('line1')} required autocomplete="shipping address-line1" />
      <Field {...field('line2')} autocomplete="shipping address-line2" />
      <Field {...field('label')} hint={messages.labelHint} autocomplete="off" />
      {/* The default address stops being that only when another one becomes it. */}
      {address?.isDefault !== true && (
        <Checkbox
          label={messages.isDefault}
          checked={form.isDefault}
          onChange={(isDefault) => setForm({ ...form, isDefault })}
        />
      )}
      <InlineError error={failure} />
      <div class="button-row">
        <button type="button" onClick={onCancel}>
          {messages.cancel}
        </button>
        <button type="submit" class="primary" aria-disabled={busy}>
          {messages.save}
        </button>
      </div>
      <UnsavedChanges isChanged={isChanged} />
    </form>
  );
}

const MOST = { label: 50, recipient: 100, phone: 30, postcode: 10, line1: 200, line2: 200 } as const;

type TextField = keyof typeof MOST;
type AddressContents = Record<TextField, string> & { readonly isDefault: boolean };

function contentsOf(address: Address | undefined): AddressContents {
  const { label, recipient = '', phone = '', postcode = '', line1 = '', line2, isDefault = false } = address ?? {};
  return { label: label ?? '', recipient, phone, postcode, line1, line2: line2 ?? '', isDefault };
}

/** What is left empty is not sent. */
function sendAddress(addressId: number | undefined, { label, line2, ...rest }: AddressContents): Promise<Address> {
  const body = { ...rest, ...(label.trim() !== '' && { label }), ...(line2.trim() !== '' && { line2 }) };
  if (addressId === undefined) return answerOf(shop.api.POST('/api/users/me/addresses', { body }));
  const params = { path: { addressId } };
  return answerOf(shop.api.PUT('/api/users/me/addresses/{addressId}', { params, body }));
}
