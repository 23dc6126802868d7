import type { Request } from 'express';
import { DomainError } from '#platform/domain-error';

/** The caller whom a valid access token names. */
export interface Principal {
  readonly userId: number;
  readonly role: 'USER' | 'ADMIN';
  /** the login that the token belongs to */
  readonly sessionId: string;
  /** how often the session's tokens had been renewed when this one was issued; 0 at first */
  readonly generation: number;
  readonly tokenId: string;
  /** both in whole seconds since 1970 */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** The `Principal` that the access guard has set on the request. */
export function principalOf(request: Request): Principal {
  return (request as Request & { user: Principal }).user;
}

export function setPrincipal(request: Request, principal: Principal): void {
  (request as Request & { user: Principal }).user = principal;
}

/** The token is missing or not valid; the reason is not disclosed. */
export function unauthenticated(): DomainError {
  return new DomainError('unauthenticated', 'UNAUTHENTICATED', 'A valid access token is required.');
}
