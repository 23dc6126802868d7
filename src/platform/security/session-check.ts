import type { Principal } from './principal';

/**
 * What the ground needs of whoever keeps the logins: whether one still lives. Found by this class wherever it is
 * provided.
 */
export abstract class SessionCheck {
  /**
   * @throws DomainError UNAUTHENTICATED when the login or its account was revoked
   * @throws Unavailable when that cannot be known at the moment
   */
  abstract assertLive(principal: Principal): Promise<void>;
}
