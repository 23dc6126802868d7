import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { DomainError } from '#platform/domain-error';
import { invalid } from '#platform/http/invalid';
import { hasBody } from '#platform/http/unread-requests';
import { BUILT_IN_RULES } from './body-validation';
import { type BodyRule, bodyRuleOf } from './body-limit';
import { checkSyntax, parseJson } from './json-guard';
import { tooLarge, UnfinishedBodies } from './unfinished-bodies';

const LONGEST_FIELD = 100;
const UNKNOWN_FIELD = BUILT_IN_RULES.whitelistValidation;
const JSON_IN_UTF_8 = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;
const NOTHING = Buffer.alloc(0);

/**
 * Reads the body, as the last of the guards: the body of an unauthenticated caller is never parsed, and a caller
 * without access learns nothing about the validity of the body.
 */
@Injectable()
export class BodyReader implements CanActivate {
  constructor(private readonly unfinished: UnfinishedBodies) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    if (!hasBody(request)) return true;
    if (!JSON_IN_UTF_8.test(request.headers['content-type'] ?? '') || isCoded(request)) throw unsupported();
    const rule = bodyRuleOf(context);
    const { maxBytes } = rule;
    // Refused before it is read.
    if (Number(request.headers['content-length']) > maxBytes) throw tooLarge(maxBytes);
    // Most bodies have arrived with the head of their request.
    if (request.complete) return accept(request, (request.read() as Buffer | null) ?? NOTHING, rule);
    return this.unfinished.read(request, maxBytes).then((raw) => accept(request, raw, rule));
  }
}

function accept(request: Request, raw: Buffer, { maxBytes, accepts }: BodyRule): boolean {
  if (raw.length > maxBytes) throw tooLarge(maxBytes);
  if (accepts === 'BYTES') {
    checkSyntax(raw);
    request.body = raw;
    return true;
  }
  request.body = raw.length === 0 ? {} : parseJson(raw);
  if (accepts === 'NOTHING') refuseFields(request.body);
  return true;
}

/** For a route without a body; for those with a `@Body()`, `BodyValidation` checks the fields. */
function refuseFields(body: unknown): void {
  const unknown = Object.keys(Object(body) as object);
  if (unknown.length === 0) return;
  throw invalid(unknown.map((name) => ({ field: name.slice(0, LONGEST_FIELD), ...UNKNOWN_FIELD })));
}

/** Compression is not supported, neither of the body nor of its transfer. */
function isCoded({ headers }: Request): boolean {
  const { 'transfer-encoding': transfer, 'content-encoding': content } = headers;
  return (
    (transfer !== undefined && transfer.toLowerCase() !== 'chunked') ||
    (content !== undefined && content.toLowerCase() !== 'identity')
  );
}

function unsupported(): DomainError {
  return new DomainError(
    'unsupported-media-type',
    'UNSUPPORTED_MEDIA_TYPE',
    'A body must be application/json in UTF-8, not compressed.',
  );
}
