import { z } from 'zod';

/** What auth knows of an account, told to the profile. */
export const profileDraft = z.object({
  /** the account's id, and the user's */
  userId: z.number(),
  email: z.string(),
  name: z.string(),
  role: z.enum(['USER', 'ADMIN']),
  /** of the account; grows with each of its changes */
  version: z.number(),
});
export type ProfileDraft = Readonly<z.infer<typeof profileDraft>>;
export type UserRole = ProfileDraft['role'];

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
