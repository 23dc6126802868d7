import { DomainError } from '#platform/domain-error';

/** @param retryAfter seconds after which there is room again */
export function tooMany(retryAfter: number): DomainError {
  return new DomainError('too-many', 'TOO_MANY_REQUESTS', 'Too many requests; please try again later.', { retryAfter });
}
