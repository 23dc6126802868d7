import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAction } from '../../api/action';
import { shop } from '../../api/shop';
import type { Address } from '../../api/views';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo, usePageTitle } from '../../navigation/route';
import { Confirmation } from '../../ui/dialog';
import { Empty, InlineError } from '../../ui/notices';
import { QueryView } from '../../ui/query-views';
import { AddressLines, addressName, DefaultBadge } from './address-text';
import { MAX_ADDRESSES, useOwnAddresses } from './own-addresses';

const messages = translations({
  ko: {
    title: '배송지 관리',
    none: '아직 등록한 배송지가 없어요',
    add: '새 배송지 추가',
    full: (most: string) =>
      `배송지는 ${most}개까지 등록할 수 있어요. 새로 추가하려면 쓰지 않는 배송지를 먼저 삭제해 주세요.`,
    change: '수정',
    changeThis: (name: string) => `${name} 수정`,
    remove: '삭제',
    removeThis: (name: string) => `${name} 삭제`,
    makeDefault: '기본으로 설정',
    makeDefaultThis: (name: string) => `${name}: 기본으로 설정`,
    sure: (name: string) => `${name} 배송지를 삭제할까요?`,
    kept: '이미 주문한 상품은 주문할 때 선택한 배송지로 보내 드려요.',
    keep: '닫기',
  },
  en: {
    title: 'Addresses',
    none: 'You have no addresses yet',
    add: 'Add an address',
    full: (most: string) => `You can have up to ${most} addresses. Delete one that you do not need to add another.`,
    change: 'Edit',
    changeThis: (name: string) => `Edit ${name}`,
    remove: 'Delete',
    removeThis: (name: string) => `Delete ${name}`,
    makeDefault: 'Make default',
    makeDefaultThis: (name: string) => `${name}: make default`,
    sure: (name: string) => `Delete ${name}?`,
    kept: 'What you have ordered already still goes to the address that you chose for it.',
    keep: 'Keep',
  },
});

/** The address book: where the buyer has parcels sent to. */
export function AddressesPage(): JSX.Element {
  usePageTitle(messages.title);
  const addresses = useOwnAddresses();
  const heading = useRef<HTMLHeadingElement>(null);
  const number = addresses.value?.length ?? 0;
  const last = useRef(number);
  useEffect(() => {
    // What had the focus is gone with its address.
    if (number < last.current && document.activeElement === document.body) heading.current?.focus();
    last.current = number;
  }, [number]);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {messages.title}
      </h1>
      <QueryView query={addresses}>
        {(list) => (
          <>
            {list.length === 0 && <Empty>{messages.none}</Empty>}
            <ul class="addresses">
              {list.map((address) => (
                <AddressCard key={address.addressId} address={address} refetch={addresses.refetch} />
              ))}
            </ul>
            {list.length < MAX_ADDRESSES ? (
              <a class="button primary" href={linkTo('/addresses/new')}>
                {messages.add}
              </a>
            ) : (
              <p class="hint">{messages.full(count(MAX_ADDRESSES))}</p>
            )}
          </>
        )}
      </QueryView>
    </>
  );
}

interface AddressCardProperties {
  readonly address: Address;
  readonly refetch: () => void;
}

function AddressCard({ address, refetch }: AddressCardProperties): JSX.Element {
  const [isDeleting, setDeleting] = useState(false);
  const link = useRef<HTMLAnchorElement>(null);
  const { busy, failure, perform } = useAction();
  const name = addressName(address);
  const makeDefault = async (): Promise<void> => {
    await answerOf(shop.api.PUT('/api/users/me/addresses/{addressId}', defaulted(address)));
    // The button is about to disappear.
    link.current?.focus();
    refetch();
  };
  return (
    <li class="card address">
      <h2>
        {name} <DefaultBadge address={address} />
      </h2>
      <p>{address.phone}</p>
      <p>
        <AddressLines address={address} />
      </p>
      <InlineError error={failure} />
      <p class="button-row">
        {!address.isDefault && (
          <button
            type="button"
            aria-label={messages.makeDefaultThis(name)}
            aria-disabled={busy}
            onClick={() => void perform(makeDefault)}
          >
            {messages.makeDefault}
          </button>
        )}
        <a
          ref={link}
          class="button"
          href={linkTo(`/addresses/${address.addressId}`)}
          aria-label={messages.changeThis(name)}
        >
          {messages.change}
        </a>
        <button type="button" aria-label={messages.removeThis(name)} onClick={() => setDeleting(true)}>
          {messages.remove}
        </button>
      </p>
      {isDeleting && <DeleteDialog address={address} onClose={() => setDeleting(false)} onDeleted={refetch} />}
    </li>
  );
}

function defaulted({ addressId, label, line2, recipient, phone, postcode, line1 }: Address) {
  const optional = { ...(label !== null && { label }), ...(line2 !== null && { line2 }) };
  const body = { recipient, phone, postcode, line1, ...optional, isDefault: true };
  return { params: { path: { addressId } }, body };
}

interface DeleteDialogProperties {
  readonly address: Address;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

function DeleteDialog({ address, onClose, onDeleted }: DeleteDialogProperties): JSX.Element {
  const { addressId } = address;
  const remove = async (): Promise<void> => {
    await answerOf(shop.api.DELETE('/api/users/me/addresses/{addressId}', { params: { path: { addressId } } }));
    onDeleted();
  };
  return (
    <Confirmation
      title={messages.sure(addressName(address))}
      action={messages.remove}
      dismiss={messages.keep}
      onClose={onClose}
      onConfirm={remove}
    >
      <p>{messages.kept}</p>
    </Confirmation>
  );
}
