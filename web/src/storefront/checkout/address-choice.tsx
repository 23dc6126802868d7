import type { JSX } from 'preact';
import { useId, useRef } from 'preact/hooks';
import type { Address } from '../../api/views';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { AddressForm } from '../addresses/address-form';
import { AddressLines, addressName, DefaultBadge } from '../addresses/address-text';
import { MAX_ADDRESSES } from '../addresses/own-addresses';
import { type AddressChoices, chooseAddress } from './chosen-address';

const messages = translations({
  ko: {
    title: '배송지',
    none: '등록한 배송지가 없어요. 상품을 받을 배송지를 추가해 주세요.',
    add: '새 배송지 추가',
    adding: '새 배송지',
    manage: '배송지 관리',
    full: (most: string) => `배송지는 ${most}개까지 등록할 수 있어요.`,
  },
  en: {
    title: 'Delivery address',
    none: 'You have no saved address. Please add the one where you want your items.',
    add: 'Add an address',
    adding: 'New address',
    manage: 'Manage addresses',
    full: (most: string) => `You can have up to ${most} addresses.`,
  },
});

/** Where the order goes: one of the saved addresses, or a new one that is entered here. */
export function AddressChoice({ choices }: { readonly choices: AddressChoices }): JSX.Element {
  const { list, chosen, isAdding, setAdding, add } = choices;
  const name = useId();
  const title = useRef<HTMLHeadingElement>(null);
  const close = (): void => {
    setAdding(false);
    // What had the focus is gone with the form.
    title.current?.focus();
  };
  const onSaved = (address: Address): void => {
    add(address);
    close();
  };
  return (
    <section class="card address-choice" aria-labelledby="checkout-address">
      <h2 id="checkout-address" ref={title} tabIndex={-1}>
        {messages.title}
      </h2>
      {list.length === 0 && !isAdding && <p class="hint">{messages.none}</p>}
      {list.length > 0 && (
        <fieldset class="options">
          <legend class="visually-hidden">{messages.title}</legend>
          {list.map((address) => (
            <Option key={address.addressId} name={name} address={address} isChosen={address === chosen} />
          ))}
        </fieldset>
      )}
      {isAdding ? (
        <>
          <h3 id="checkout-new-address">{messages.adding}</h3>
          <AddressForm address={undefined} labelledBy="checkout-new-address" onSaved={onSaved} onCancel={close} />
        </>
      ) : (
        <p class="address-actions">
          {list.length < MAX_ADDRESSES ? (
            <button type="button" onClick={() => setAdding(true)}>
              {messages.add}
            </button>
          ) : (
            <span class="hint">{messages.full(count(MAX_ADDRESSES))}</span>
          )}{' '}
          {list.length > 0 && <a href={linkTo('/addresses')}>{messages.manage}</a>}
        </p>
      )}
    </section>
  );
}

interface OptionProperties {
  readonly name: string;
  readonly address: Address;
  readonly isChosen: boolean;
}

function Option({ name, address, isChosen }: OptionProperties): JSX.Element {
  return (
    <label class="option">
      <input type="radio" name={name} checked={isChosen} onChange={() => chooseAddress(address.addressId)} />
      <span>
        <strong>{addressName(address)}</strong> <DefaultBadge address={address} />
        <small class="hint">
          {address.phone}
          <br />
          <AddressLines address={address} />
        </small>
      </span>
    </label>
  );
}
