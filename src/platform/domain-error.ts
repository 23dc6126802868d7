/** Why something was refused; the HTTP filter gives each kind its status. */
export type RefusalKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'unsupported-media-type'
  | 'unprocessable'
  | 'too-many'
  | 'unavailable';

export interface FieldError {
  /** path of the field in the request, e.g. `orderItems[0].quantity` */
  readonly field: string;
  readonly message: string;
}

interface RefusalDetails {
  readonly errors?: readonly FieldError[];
  /** seconds after which trying again makes sense; sent as `Retry-After` */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/**
 * A refusal. `code` is the stable identifier that clients switch on, `message` is the sentence that their users read:
 * neither may contain SQL, a stack trace or a secret. It has no stack trace itself: a refusal is not a fault, and under
 * load most responses may be refusals.
 */
export class DomainError extends Error {
  readonly errors: readonly FieldError[] | undefined;
  readonly retryAfter: number | undefined;

  constructor(
    readonly kind: RefusalKind,
    readonly code: string,
    message: string,
    details: RefusalDetails = {},
  ) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, { cause: details.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'DomainError';
    this.errors = details.errors;
    this.retryAfter = details.retryAfter;
  }
}

/**
 * A service that the request needs does not answer, or has too many requests waiting: 503, and the client may retry.
 */
export class Unavailable extends DomainError {
  /** @param what the name of the service, for the log only */
  constructor(
    readonly what: string,
    cause?: unknown,
  ) {
    super('unavailable', 'SERVICE_UNAVAILABLE', 'The service is temporarily unavailable. Please try again.', {
      retryAfter: 1,
      cause,
    });
  }
}
