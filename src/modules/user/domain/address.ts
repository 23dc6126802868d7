import { DomainError } from '#platform/domain-error';
import type { DeliveryAddress } from '#user';

export const MAX_ADDRESSES = 10;

/** The most characters of each text. All of them together, in four bytes each, fit in the column when they are sealed. */
export const MOST = { label: 50, recipient: 100, phone: 30, postcode: 10, line1: 200, line2: 200 } as const;

/** What a user has written. */
export interface AddressContents extends DeliveryAddress {
  /** what the user calls it */
  readonly label: string | null;
}

export interface Address extends AddressContents {
  readonly addressId: number;
  readonly isDefault: boolean;
}

/** What an address becomes. */
export interface AddressDraft extends AddressContents {
  /** true: it takes the place of the default address. Otherwise nothing changes about that. */
  readonly isDefault: boolean;
}

/** A stored address. Of the addresses of a user, if there are any, exactly one is the default. */
export interface Listed {
  readonly addressId: number;
  readonly isDefault: boolean;
}

/** @throws DomainError ADDRESS_LIMIT_EXCEEDED */
export function refuseTooMany(stored: readonly Listed[]): void {
  if (stored.length < MAX_ADDRESSES) return;
  throw new DomainError(
    'conflict',
    'ADDRESS_LIMIT_EXCEEDED',
    `You can save at most ${MAX_ADDRESSES} addresses. Delete one of them first.`,
    { about: { limit: MAX_ADDRESSES } },
  );
}

/** @throws DomainError ADDRESS_NOT_FOUND */
export function ownAddress<Found extends Listed>(stored: readonly Found[], addressId: number): Found {
  const found = stored.find((address) => address.addressId === addressId);
  if (found === undefined) throw addressNotFound(addressId);
  return found;
}

/**
 * The address that becomes the default when one is deleted: the newest of the others, as that is likely where the user
 * lives now.
 * @param stored newest first
 * @returns `undefined`: none does, because another one is the default, or because there is no other
 */
export function nextDefault(stored: readonly Listed[], deleted: Listed): Listed | undefined {
  return deleted.isDefault ? stored.find(({ addressId }) => addressId !== deleted.addressId) : undefined;
}

function addressNotFound(addressId: number): DomainError {
  return new DomainError('not-found', 'ADDRESS_NOT_FOUND', `You have no address ${addressId}.`);
}
