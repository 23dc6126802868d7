export type UserRole = 'USER' | 'ADMIN';

/** What a profile takes over from its account. */
export interface ProfileDraft {
  /** the account's id, and the user's */
  readonly userId: number;
  readonly email: string;
  readonly name: string;
  readonly role: UserRole;
  /** of the account; grows with each of its changes */
  readonly version: number;
}

/** A user, to itself. */
export interface Profile {
  readonly userId: number;
  readonly email: string;
  readonly name: string;
  readonly role: UserRole;
  readonly createdAt: Date;
}

export abstract class ProfileClient {
  /** @throws DomainError USER_NOT_FOUND */
  abstract show(userId: number): Promise<Profile>;
}

/** Profiles, as auth changes them. Every call may be repeated, and one with an older version changes nothing. */
export abstract class UserClient {
  /** Creates the profile; does nothing when it exists. */
  abstract register(profile: ProfileDraft): Promise<void>;

  /** Undoes `register` after a roll-back of the sign-up. A registration that comes later is older, and changes nothing. */
  abstract remove(userId: number, version: number): Promise<void>;

  /** Hides the profile of a withdrawn account. */
  abstract withdraw(userId: number, version: number): Promise<void>;

  /** Shows the profile again, with what it takes over from the account now. */
  abstract restore(profile: ProfileDraft): Promise<void>;
}

/** Where a parcel goes. */
export interface DeliveryAddress {
  readonly recipient: string;
  readonly phone: string;
  readonly postcode: string;
  readonly line1: string;
  readonly line2: string | null;
}

/** The addresses of users, which are stored encrypted. What is answered must not be stored, published or logged readable. */
export abstract class ContactBook {
  /**
   * The address of this user with this id, or without an id the default one.
   * @returns `undefined` when the user has no such address
   */
  abstract addressOf(userId: number, addressId: number | undefined): Promise<DeliveryAddress | undefined>;
}
