import type { Principal } from './principal';

/** Checks whether a session is still valid: the platform's port, which the module of the sessions implements. */
export abstract class SessionCheck {
  /**
   * @throws DomainError UNAUTHENTICATED when the login or its account was revoked
   * @throws Unavailable when this cannot be checked at the moment
   */
  abstract assertLive(principal: Principal): Promise<void>;
}
