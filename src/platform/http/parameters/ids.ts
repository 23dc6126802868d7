import { ApiParam, ApiQuery } from '@nestjs/swagger';
import { invalidField } from '#platform/http/invalid';
import { parameter } from './parameter';
import { queryText } from './query-text';

const ID = /^[1-9]\d{0,15}$/;
const ID_SCHEMA = { type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const;

/** Reads an id of plain digits, at most 2^53-1; `1e3`, `0x10`, `007` and ` 1` are refused. */
export function readId(text: string, name: string): number {
  const id = Number(text);
  if (!ID.test(text) || !Number.isSafeInteger(id))
    throw invalidField(name, text === '' ? 'REQUIRED' : 'NOT_AN_ID', 'must be a positive integer id');
  return id;
}

/** The id in the path, such as `{productId}`. */
export function IdParam(name: string): ParameterDecorator {
  return parameter(
    (request) => readId(String(request.params[name]), name),
    ApiParam({ name, schema: ID_SCHEMA, example: 1 }),
  );
}

/** A required id in the query. */
export function QueryId(name: string): ParameterDecorator {
  return parameter(
    (request) => {
      const text = queryText(request, name);
      if (text === undefined) throw invalidField(name, 'REQUIRED', 'is missing');
      return readId(text, name);
    },
    ApiQuery({ name, schema: ID_SCHEMA, example: 1 }),
  );
}

/** An optional id in the query. */
export function OptionalQueryId(name: string): ParameterDecorator {
  return parameter(
    (request) => {
      const text = queryText(request, name);
      return text === undefined ? undefined : readId(text, name);
    },
    ApiQuery({ name, required: false, schema: ID_SCHEMA }),
  );
}

/** An optional list of ids in the query, `1,2,3`: at most `most`, each of them once. */
export function OptionalQueryIds(name: string, { most }: { readonly most: number }): ParameterDecorator {
  const schema = { type: 'array', items: ID_SCHEMA, minItems: 1, maxItems: most, uniqueItems: true } as const;
  return parameter(
    (request) => {
      const text = queryText(request, name);
      return text === undefined ? undefined : readIds(text, name, most);
    },
    ApiQuery({ name, required: false, style: 'form', explode: false, schema }),
  );
}

function readIds(text: string, name: string, most: number): readonly number[] {
  const parts = text.split(',');
  if (parts.length > most) throw invalidField(name, 'TOO_MANY', `must be a list of 1 to ${most} ids`);
  const ids = parts.map((part) => readId(part, name));
  if (new Set(ids).size < ids.length) throw invalidField(name, 'DUPLICATE', 'must not hold an id twice');
  return ids;
}
