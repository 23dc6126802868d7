import type { JSX } from 'preact';
import type { Address } from '../../api/views';
import { translations } from '../../i18n/language';

const messages = translations({ ko: { isDefault: '기본 배송지' }, en: { isDefault: 'Default' } });

/** What the user calls the address, and its recipient. */
export function addressName({ label, recipient }: Address): string {
  return typeof label === 'string' && label !== '' ? `${label} (${recipient})` : recipient;
}

/** A parcel address as a courier reads it. */
export function AddressLines({
  address,
}: {
  readonly address: Pick<Address, 'postcode' | 'line1' | 'line2'>;
}): JSX.Element {
  const { postcode, line1, line2 } = address;
  return (
    <>
      ({postcode}) {line1} {line2}
    </>
  );
}

export function DefaultBadge({ address: { isDefault } }: { readonly address: Address }): JSX.Element | null {
  return isDefault ? <span class="address-default">{messages.isDefault}</span> : null;
}
