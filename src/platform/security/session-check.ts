import type { Principal } from './principal';

/**
 * Whether a login is still valid: the platform's port to the module that keeps the logins, which provides it under this
 * class.
 */
export abstract class SessionCheck {
  /**
   * @throws DomainError UNAUTHENTICATED when the login or its account was revoked
   * @throws Unavailable when that cannot be known at the moment
   */
  abstract assertLive(principal: Principal): Promise<void>;
}
