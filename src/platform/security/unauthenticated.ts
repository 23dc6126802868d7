import { DomainError } from '#platform/domain-error';

/** The token is missing or not valid; the reason is not disclosed. */
export function unauthenticated(): DomainError {
  return new DomainError('unauthenticated', 'UNAUTHENTICATED', 'A valid access token is required.');
}
