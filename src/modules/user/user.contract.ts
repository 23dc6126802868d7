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

/** What auth may ask of users. Every call is idempotent, and one with an older version changes nothing. */
export abstract class UserClient {
  /** Creates the profile, or does nothing when it exists. */
  abstract register(profile: ProfileDraft): Promise<void>;

  /** Undoes `register`, for a sign-up that was rolled back. No profile there: nothing happens. */
  abstract remove(userId: number, version: number): Promise<void>;

  /** The profile of a withdrawn account is no longer shown. */
  abstract withdraw(userId: number, version: number): Promise<void>;

  abstract restore(profile: ProfileDraft): Promise<void>;
}
