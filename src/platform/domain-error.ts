import type { Violation } from './field-rules';

/** Why something was refused; the HTTP filter gives each kind its status. */
export type RefusalKind =
  | 'invalid'
  | 'unauthenticated'
  | 'declined'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'unsupported-media-type'
  | 'unprocessable'
  | 'too-many'
  | 'unavailable';

export interface FieldError extends Violation {
  /** path of the field in the request, e.g. `orderItems[0].quantity` */
  readonly field: string;
}

/**
 * What `about` says in the problems of a code. Each module adds its codes in `<module>.errors.ts`.
 *
 * @public the modules declare it again, to add to it
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the modules declare it again, to add to it
export interface AboutByCode {}

/** A problem names at most this many ids. */
export const MOST_IDS_NAMED = 20;

interface RefusalDetails<About> {
  readonly errors?: readonly FieldError[];
  /** seconds after which trying again makes sense; sent as `Retry-After` */
  readonly retryAfter?: number;
  readonly cause?: unknown;
  /** facts that a client can show or act on, such as ids, times and limits; never a secret */
  readonly about?: About;
}

/** The details are optional, except for codes that have an `about`. */
type DetailsOf<Code extends string> = Code extends keyof AboutByCode
  ? [details: RefusalDetails<AboutByCode[Code]> & { readonly about: AboutByCode[Code] }]
  : [details?: RefusalDetails<never>];

/**
 * A refusal. `code` is the stable identifier that clients switch on, `message` is the sentence that their users read:
 * neither may contain SQL, a stack trace or a secret. It has no stack trace itself: a refusal is not a fault, and under
 * load most responses may be refusals.
 */
export class DomainError<Code extends string = string> extends Error {
  readonly errors: readonly FieldError[] | undefined;
  readonly retryAfter: number | undefined;
  readonly about: object | undefined;
  readonly code: string;

  constructor(
    readonly kind: RefusalKind,
    code: Code,
    message: string,
    ...[details = {}]: DetailsOf<Code>
  ) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, { cause: details.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'DomainError';
    this.errors = details.errors;
    this.retryAfter = details.retryAfter;
    this.about = details.about;
    this.code = code;
  }
}

/**
 * A service that the request needs does not answer, or has too many requests waiting: 503, and the client may retry.
 */
export class Unavailable extends DomainError<'SERVICE_UNAVAILABLE'> {
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
