import { DomainError } from '#platform/domain-error';

/** No token, or none that counts: why is not told. */
export function unauthenticated(): DomainError {
  return new DomainError('unauthenticated', 'UNAUTHENTICATED', 'A valid access token is needed.');
}
