import type { NextFunction, Request, Response } from 'express';
import { NotFoundException } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';

export const NOT_HTTP = 'The request is not well-formed HTTP.';

const VERSIONS = ['1.1', '1.0'];
/** a name or an address, with or without a port; empty if the target of the request has no host */
const HOST = /^(?:[\w.~%!$&'()*+,;=-]*|\[[\da-fA-F:.]+\])(?::\d*)?$/;

/**
 * Other spellings of a path: the files of the pages would be found under them, and the storefront at `//evil.example`. In
 * the API, an escaped slash or one `..` is an invalid value; two lead out of it.
 */
const OTHER_SPELLING =
  /\/\/|\\|^(?!\/api\/).*(?:%2f|%5c|\/(?:\.|%2e){1,2}\/)|^\/api\/(?:\.|%2e){2}\/|(?:\/(?:\.|%2e){2}(?=\/).*){2}/i;

/**
 * Refuses what Node's parser accepts but a proxy may interpret differently: other versions of HTTP, and a missing,
 * repeated or invalid Host (RFC 9112, 3.2). It throws, so it must run before every asynchronous middleware: Express
 * does not catch what is thrown after one, and the process would end.
 * @throws DomainError VALIDATION_FAILED
 * @throws NotFoundException for another spelling of a path
 */
export function rejectMalformedHttp(request: Request, _: Response, next: NextFunction): void {
  const { httpVersion, headers, rawHeaders } = request;
  const { host } = headers;
  const isMissing = host === undefined && httpVersion === '1.1';
  if (!VERSIONS.includes(httpVersion) || isMissing || hosts(rawHeaders) > 1 || !HOST.test(host ?? '')) {
    throw new DomainError('invalid', 'VALIDATION_FAILED', NOT_HTTP);
  }
  if (OTHER_SPELLING.test(request.path)) throw new NotFoundException();
  next();
}

/** Counts the Host headers; Node itself keeps the first and drops the others. */
function hosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') count++;
  }
  return count;
}
