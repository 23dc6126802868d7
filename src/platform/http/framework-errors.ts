import { HttpException } from '@nestjs/common';
import type { Response } from 'express';
import type { Problem } from './problem';

type Answer = Pick<Problem, 'status' | 'code' | 'detail'>;

const NOT_FOUND = 404;
const RANGE_NOT_SATISFIABLE = 416;
/** A path that leads out of the folder of the pages, or to a hidden file. */
const FORBIDDEN = 403;

/** What the framework refuses by itself. */
const ANSWERS: readonly Answer[] = [
  { status: 400, code: 'VALIDATION_FAILED', detail: 'The URL is not well-formed.' },
  { status: 404, code: 'ROUTE_NOT_FOUND', detail: 'This route does not exist.' },
  { status: 412, code: 'PRECONDITION_FAILED', detail: 'The file is not in the state that the request requires.' },
  { status: 413, code: 'BODY_TOO_LARGE', detail: 'The body is too large.' },
  { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', detail: 'The type of the body is not supported.' },
  {
    status: RANGE_NOT_SATISFIABLE,
    code: 'RANGE_NOT_SATISFIABLE',
    detail: 'The file does not have the requested range.',
  },
];

/**
 * The answer to an error of Nest, or of one of Express's libraries, which carries its status; `undefined` for every
 * other error. A refusal without a code of its own keeps its status.
 */
export function frameworkAnswer(error: unknown): Answer | undefined {
  const given = error instanceof HttpException ? error.getStatus() : (error as { status?: unknown } | null)?.status;
  if (!(error instanceof Error) || typeof given !== 'number' || given < 400 || given > 499) return undefined;
  const status = given === FORBIDDEN ? NOT_FOUND : given;
  const detail = 'The server cannot answer this request.';
  return ANSWERS.find((answer) => answer.status === status) ?? { status, code: 'VALIDATION_FAILED', detail };
}

/**
 * Headers that describe the success that did not happen. `Idempotent-Replayed` is none of them: what a repeated request
 * has made may have been deleted since.
 */
const OF_SUCCESS: ReadonlySet<string> = new Set([
  ...['etag', 'last-modified', 'expires', 'accept-ranges', 'content-encoding', 'content-disposition'],
  ...['content-language', 'content-length', 'location', 'preference-applied'],
]);

/**
 * Removes what was set for a success: without this, a browser would keep an error for a year. The `Content-Range` of a
 * 416 remains, which has the size of the file.
 */
export function replaceSuccessHeaders(status: number, response: Response): void {
  for (const name of response.getHeaderNames()) if (OF_SUCCESS.has(name)) response.removeHeader(name);
  if (status !== RANGE_NOT_SATISFIABLE) response.removeHeader('Content-Range');
  response.setHeader('Cache-Control', 'no-store');
}
