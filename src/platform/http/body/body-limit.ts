import { applyDecorators, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import { ApiBody, ApiExtension } from '@nestjs/swagger';
import { DomainError } from '#platform/domain-error';
import { parameter } from '#platform/http/parameters/parameter';
import { ACCESS, type Access } from '#platform/security/access';

const KIB = 1_024;
const MAX_BODY = 'max-body';
const RAW_BODY = 'raw-body';
/** The extension of the OpenAPI document that has the limit in bytes. */
export const MAX_BODY_EXTENSION = 'x-max-body-bytes';

/** The largest body, in KiB, of a route that needs more than the others of its kind. */
export function MaxBody(kib: number): MethodDecorator {
  return applyDecorators(SetMetadata(MAX_BODY, kib * KIB), ApiExtension(MAX_BODY_EXTENSION, kib * KIB));
}

/**
 * The bytes of the body as they arrived, which a signature was made of. They are JSON, of any shape and depth.
 * @throws DomainError MALFORMED_JSON when there is no body
 */
export function RawBody(): ParameterDecorator {
  return parameter(
    ({ body }) => {
      if (Buffer.isBuffer(body)) return body;
      throw new DomainError('invalid', 'MALFORMED_JSON', 'The body is missing.');
    },
    SetMetadata(RAW_BODY, true),
    ApiBody({ schema: { description: 'any JSON' } }),
  );
}

/** A thousand ids of sixteen digits, one on each line, take 26 KiB. */
export const MANY_IDS_KIB = 32;

/** Any client can send bodies to a public route, so they fit what such a route needs: a password or a token. */
export function defaultMaxBody(access: Access | undefined): number {
  return access === 'PUBLIC' || access === 'READER' ? 4 * KIB : MANY_IDS_KIB * KIB;
}

/** What a route accepts as its body. */
export interface BodyRule {
  readonly maxBytes: number;
  /** A route with neither `@Body()` nor `@RawBody()` accepts no field. */
  readonly accepts: 'FIELDS' | 'BYTES' | 'NOTHING';
}

const rules = new WeakMap<object, BodyRule>();

export function bodyRuleOf(context: ExecutionContext): BodyRule {
  const handler = context.getHandler();
  const known = rules.get(handler);
  if (known !== undefined) return known;
  const type = context.getClass();
  const access = metadata<Access>(ACCESS, handler) ?? metadata<Access>(ACCESS, type);
  const hasFields = hasBodyParameter(Reflect.getMetadata(ROUTE_ARGS_METADATA, type, handler.name));
  const rule: BodyRule = {
    maxBytes: metadata<number>(MAX_BODY, handler) ?? defaultMaxBody(access),
    accepts: metadata<boolean>(RAW_BODY, handler) === true ? 'BYTES' : hasFields ? 'FIELDS' : 'NOTHING',
  };
  rules.set(handler, rule);
  return rule;
}

function metadata<T>(key: string, target: object): T | undefined {
  return Reflect.getMetadata(key, target) as T | undefined;
}

/** Nest keeps the parameters of a handler under `<kind>:<index>`. */
function hasBodyParameter(parameters: unknown): boolean {
  return Object.keys(Object(parameters) as object).some((key) => key.startsWith(`${RouteParamtypes.BODY}:`));
}
