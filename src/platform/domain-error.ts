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
 * A refusal in the language of the trade. `code` is the stable identifier that clients switch on, `message` is the
 * sentence that they are shown: neither may carry SQL, a stack or a secret. It has no stack at all: a refusal is no fault,
 * and when a product is sold out most answers are refusals.
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

/** Something that this process needs does not answer, or too much is waiting for it: 503, worth another try. */
export class Unavailable extends DomainError {
  constructor(what: string, cause?: unknown) {
    super('unavailable', 'SERVICE_UNAVAILABLE', `${what} is not available at the moment; please try again.`, {
      retryAfter: 1,
      cause,
    });
  }
}
