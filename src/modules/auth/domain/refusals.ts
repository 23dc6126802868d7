import { DomainError } from '#platform/domain-error';

export function emailTaken(): DomainError {
  return new DomainError('conflict', 'EMAIL_TAKEN', 'An account with this e-mail already exists.');
}

/** The same for an unknown e-mail, a wrong password and an account that may not log in, so that it reveals none of them. */
export function invalidCredentials(): DomainError {
  return new DomainError('unauthenticated', 'INVALID_CREDENTIALS', 'The e-mail or the password is wrong.');
}

export function passwordMismatch(): DomainError {
  return new DomainError('invalid', 'PASSWORD_MISMATCH', 'The password is wrong.');
}

export function signUpFailed(cause?: unknown): DomainError {
  return new DomainError('unavailable', 'SIGNUP_FAILED', 'The account could not be created; please try again.', {
    retryAfter: 1,
    cause,
  });
}
