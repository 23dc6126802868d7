import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';
import type { FieldRule } from '#platform/field-rules';
import { invalidField } from '#platform/http/invalid';
import { parameter } from '#platform/http/parameters/parameter';
import { principalOf } from '#platform/security/principal';

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/** The user and the `Idempotency-Key` of a request, and a way to mark its response as that of a repeated request. */
export interface RequestKey {
  readonly userId: number;
  /** `undefined`: the client sent none */
  readonly key: string | undefined;
  markReplayed(): void;
}

/** The `Idempotency-Key` header as a `RequestKey` of the current user. It is optional unless the route requires it. */
export function IdempotencyKey({ required = false } = {}): ParameterDecorator {
  return parameter(
    (request, response): RequestKey => ({
      userId: principalOf(request).userId,
      key: readKey(request, required),
      markReplayed: () => {
        response.setHeader('Idempotent-Replayed', 'true');
      },
    }),
    ApiHeader({
      name: 'Idempotency-Key',
      required,
      description: 'the same key with the same request makes one effect, for at least 24 hours',
      schema: { type: 'string', minLength: 1, maxLength: 255, pattern: VISIBLE_ASCII.source },
    }),
  );
}

function ruleOfKey(key: string): FieldRule {
  if (key === '') return 'REQUIRED';
  return key.length > 255 ? 'TOO_LONG' : 'INVALID_CHARACTER';
}

function readKey(request: Request, required: boolean): string | undefined {
  const key = request.get('idempotency-key') ?? (required ? '' : undefined);
  if (key !== undefined && !VISIBLE_ASCII.test(key)) {
    throw invalidField('Idempotency-Key', ruleOfKey(key), 'must be 1 to 255 visible ASCII characters');
  }
  return key;
}
