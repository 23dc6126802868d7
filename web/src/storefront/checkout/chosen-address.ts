import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { isAddressRequired } from '../../api/shop-information';
import type { Address } from '../../api/views';
import { windowStorage } from '../../storage/browser-storage';
import { useOwnAddresses } from '../addresses/own-addresses';

const STORAGE_KEY = 'hotdeal.checkout-address';

/** The address that was chosen for the next order. It survives a reload, and other pages on the way to the order. */
const chosenId = signal(Number(windowStorage.read(STORAGE_KEY) ?? 0));

/** @param addressId undefined: the next order goes to the default address again */
export function chooseAddress(addressId: number | undefined): void {
  windowStorage.write(STORAGE_KEY, addressId === undefined ? undefined : String(addressId));
  chosenId.value = addressId ?? 0;
}

export interface AddressChoices {
  /** they are known, or the shop does not ship */
  readonly isLoaded: boolean;
  readonly error: unknown;
  readonly refetch: () => void;
  /** the default one first */
  readonly list: readonly Address[];
  readonly chosen: Address | undefined;
  /** a new address is being entered */
  readonly isAdding: boolean;
  readonly setAdding: (isAdding: boolean) => void;
  /** chooses what was entered, before the list is loaded again */
  readonly add: (address: Address) => void;
  /** why nothing can be ordered yet */
  readonly obstacle: 'address-missing' | 'address-unsaved' | undefined;
}

/** The default address, until the buyer chooses. An address that is gone, or of another account, is not chosen. */
export function useAddressChoices(): AddressChoices {
  const addresses = useOwnAddresses();
  const [isAdding, setAdding] = useState(false);
  const [added, setAdded] = useState<Address>();
  const list = withAdded(addresses.value ?? [], added);
  const chosen = list.find(({ addressId }) => addressId === chosenId.value) ?? list.find(({ isDefault }) => isDefault);
  const isMissing = isAddressRequired.value && chosen === undefined;
  const missing = isMissing ? 'address-missing' : undefined;
  const { error, refetch } = addresses;
  return {
    isLoaded: addresses.value !== undefined,
    error,
    refetch,
    list,
    chosen,
    isAdding,
    setAdding,
    add: (address) => {
      setAdded(address);
      chooseAddress(address.addressId);
      refetch();
    },
    obstacle: isAdding ? 'address-unsaved' : missing,
  };
}

function withAdded(list: readonly Address[], added: Address | undefined): readonly Address[] {
  const isThere = added === undefined || list.some(({ addressId }) => addressId === added.addressId);
  return isThere ? list : [...list, added];
}
