import type { components } from './schema.js';

/** The error body of every route (RFC 9457). `code` identifies the error. */
export type Problem = components['schemas']['Problem'];

type Schemas = components['schemas'];

/** What `about` of a problem says, by its code. */
export type ProblemAbout = {
  readonly [Name in keyof Schemas as Name extends `ProblemAbout_${infer Code}` ? Code : never]: Schemas[Name];
};

/** A request that the shop refused or could not serve. */
export class ShopError extends Error {
  override readonly name = 'ShopError';

  constructor(
    readonly problem: Problem,
    /** seconds after which to retry, if the response named a time */
    readonly retryAfter?: number,
  ) {
    super(problem.detail);
  }

  get code(): Problem['code'] {
    return this.problem.code;
  }

  /** Facts about the problem if it has this code: `error.about('INSUFFICIENT_STOCK')?.productIds`. */
  about<Code extends keyof ProblemAbout>(code: Code): ProblemAbout[Code] | undefined {
    return this.code === code ? (this.problem.about as ProblemAbout[Code]) : undefined;
  }

  /** The broken rule of each invalid field, such as `NOT_AN_EMAIL`, to be said in the language of the user. */
  get fields(): NonNullable<Problem['errors']> {
    return this.problem.errors ?? [];
  }

  get status(): number {
    return this.problem.status;
  }
}

interface Outcome<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * The data that a route returned.
 * @throws ShopError when it returned a problem
 */
export async function answerOf<Data>(request: Promise<Outcome<Data>>): Promise<Data> {
  const { data, error, response } = await request;
  if (response.ok) return data as Data;
  const after = Number(response.headers.get('retry-after') ?? Number.NaN);
  throw new ShopError(isProblem(error) ? error : unknownProblem(response), Number.isNaN(after) ? undefined : after);
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'code' in error && 'status' in error;
}

/** For a response of something between the shop and the client, such as a proxy. */
function unknownProblem({ status, statusText, url }: Response): Problem {
  return {
    type: 'about:blank',
    title: statusText,
    status,
    code: status === 503 || status === 502 || status === 504 ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_ERROR',
    detail: `${url} returned ${status}.`,
    instance: url,
    requestId: '',
  };
}
