import type { JSX } from 'preact';
import { translations } from '../../i18n/language';
import { goTo, linkTo, usePageTitle } from '../../navigation/route';
import { Empty } from '../../ui/notices';
import { QueryView } from '../../ui/query-views';
import { AddressForm } from './address-form';
import { useOwnAddresses } from './own-addresses';

const messages = translations({
  ko: { add: '새 배송지', change: '배송지 수정', gone: '이 배송지는 삭제됐어요.', all: '배송지 관리로 돌아가기' },
  en: { add: 'New address', change: 'Edit address', gone: 'This address was deleted.', all: 'Back to addresses' },
});

export function NewAddressPage(): JSX.Element {
  usePageTitle(messages.add);
  return (
    <>
      <h1 id="address-title">{messages.add}</h1>
      <AddressForm address={undefined} labelledBy="address-title" onSaved={leave} onCancel={back} />
    </>
  );
}

export function AddressPage({ addressId }: { readonly addressId: number }): JSX.Element {
  usePageTitle(messages.change);
  const addresses = useOwnAddresses();
  return (
    <>
      <h1 id="address-title">{messages.change}</h1>
      <QueryView query={addresses}>
        {(list) => {
          const address = list.find((one) => one.addressId === addressId);
          if (address !== undefined)
            return <AddressForm address={address} labelledBy="address-title" onSaved={leave} onCancel={back} />;
          return (
            <Empty>
              {messages.gone} <a href={linkTo('/addresses')}>{messages.all}</a>
            </Empty>
          );
        }}
      </QueryView>
    </>
  );
}

/** What was entered is saved, so no one is asked whether to leave. */
function leave(): void {
  goTo('/addresses');
}

/** Asks first if something was entered. */
function back(): void {
  location.hash = linkTo('/addresses');
}
