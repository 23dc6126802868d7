import type { components } from './schema.js';

/** An error as every route answers it (RFC 9457): `code` is what to switch on. */
export type Problem = components['schemas']['Problem'];

/** What the shop has refused, or could not do. */
export class ShopError extends Error {
  override readonly name = 'ShopError';

  constructor(
    readonly problem: Problem,
    /** seconds after which to ask again, where the answer said so */
    readonly retryAfter?: number,
  ) {
    super(problem.detail);
  }

  get code(): Problem['code'] {
    return this.problem.code;
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
 * What a route has answered.
 * @throws ShopError when it answered a problem
 */
export async function answerOf<Data>(asked: Promise<Outcome<Data>>): Promise<Data> {
  const { data, error, response } = await asked;
  if (response.ok) return data as Data;
  const after = Number(response.headers.get('retry-after') ?? Number.NaN);
  throw new ShopError(isProblem(error) ? error : unnamed(response), Number.isNaN(after) ? undefined : after);
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'code' in error && 'status' in error;
}

/** Something between the shop and here has answered in its place. */
function unnamed({ status, statusText, url }: Response): Problem {
  return {
    type: 'about:blank',
    title: statusText,
    status,
    code: status === 503 || status === 502 || status === 504 ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_ERROR',
    detail: `${url} answered ${status}.`,
    instance: url,
    requestId: '',
  };
}
