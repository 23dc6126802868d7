import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import { json, type Request, type Response } from 'express';
import { DomainError } from '#platform/domain-error';
import { invalid } from '#platform/http/invalid';
import { BUILT_IN_RULES } from './body-validation';
import { guardJson } from './json-guard';

const MOST_BYTES = 1024 * 1024;
const LONGEST_FIELD = 100;
const UNKNOWN_FIELD = BUILT_IN_RULES.whitelistValidation;
const JSON_IN_UTF_8 = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

const parse = json({
  limit: MOST_BYTES,
  strict: false,
  inflate: false,
  type: () => true,
  verify: (_request, _response, raw) => guardJson(raw),
});

/**
 * Reads the body, as the last of the guards: the body of an unauthenticated caller is never parsed, and a caller
 * without access learns nothing about the validity of the body.
 */
@Injectable()
export class BodyReader implements CanActivate {
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    if (!hasBody(request)) return true;
    if (!JSON_IN_UTF_8.test(request.headers['content-type'] ?? '') || isCoded(request)) throw unsupported();
    // The parser would wait for the whole body first.
    if (Number(request.headers['content-length']) > MOST_BYTES) throw tooLarge();
    return new Promise((resolve, reject) => {
      parse(request, http.getResponse<Response>(), (error?: unknown) => {
        const refusal = error === undefined ? refusalOfFields(request.body, context) : refusalOf(error);
        if (refusal === undefined) resolve(true);
        else reject(refusal);
      });
    });
  }
}

/** A route without a `@Body()` accepts no field; for the others, `BodyValidation` checks the fields. */
function refusalOfFields(body: unknown, context: ExecutionContext): Error | undefined {
  if (acceptsBody(context)) return undefined;
  const unknown = Object.keys(Object(body) as object);
  return unknown.length === 0
    ? undefined
    : invalid(unknown.map((name) => ({ field: name.slice(0, LONGEST_FIELD), ...UNKNOWN_FIELD })));
}

/** Nest keeps the parameters of a handler under `<kind>:<index>`. */
function acceptsBody(context: ExecutionContext): boolean {
  const parameters: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name);
  return Object.keys(Object(parameters) as object).some((key) => key.startsWith(`${RouteParamtypes.BODY}:`));
}

function hasBody(request: Request): boolean {
  if (request.headers['transfer-encoding'] !== undefined) return true;
  const length = request.headers['content-length'];
  return length !== undefined && length !== '0';
}

/** Translates the errors of body-parser; what it does not explain is an error of the server. */
function refusalOf(error: unknown): Error {
  if (error instanceof DomainError) return error;
  switch ((error as { type?: unknown } | null)?.type) {
    case 'entity.too.large':
      return tooLarge();
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return unsupported();
    case 'entity.parse.failed':
    case 'request.size.invalid':
    case 'request.aborted':
      return new DomainError('invalid', 'MALFORMED_JSON', 'The body is not valid JSON.');
    default:
      return error as Error;
  }
}

/** A transfer coding other than chunked, such as compression, is not supported. */
function isCoded(request: Request): boolean {
  const coding = request.headers['transfer-encoding'];
  return coding !== undefined && coding.toLowerCase() !== 'chunked';
}

function tooLarge(): DomainError {
  return new DomainError('too-large', 'BODY_TOO_LARGE', 'The body is larger than 1 MiB.', {
    about: { maxBytes: MOST_BYTES },
  });
}

function unsupported(): DomainError {
  return new DomainError(
    'unsupported-media-type',
    'UNSUPPORTED_MEDIA_TYPE',
    'A body must be application/json in UTF-8, not compressed.',
  );
}
