import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { FIELD_RULES } from '#platform/field-rules';
import type { AboutSchemas, ErrorCode, ErrorStatuses } from './error-codes';
import type { Access } from '#platform/security/access';
import { defaultMaxBody, MAX_BODY_EXTENSION } from './body/body-limit';
import { problemTitle, problemType } from './problem';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const ANY_ROUTE: readonly ErrorCode[] = ['INTERNAL_ERROR', 'SERVICE_UNAVAILABLE', 'TOO_MANY_REQUESTS'];
const VERBS = ['get', 'put', 'post', 'delete', 'patch'] as const;

const TEXT = { schema: { type: 'string' as const } };

const problemSchema = (codes: ErrorStatuses, aboutCodes: readonly string[]): object => ({
  type: 'object',
  description: 'RFC 9457. `code` is the stable identifier that clients switch on.',
  required: ['type', 'title', 'status', 'code', 'detail', 'instance', 'requestId'],
  properties: {
    type: { type: 'string', example: problemType('VALIDATION_FAILED') },
    title: { type: 'string', example: problemTitle('VALIDATION_FAILED') },
    status: { type: 'integer', example: 400 },
    code: { type: 'string', enum: Object.keys(codes) },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'the path of the request' },
    requestId: { type: 'string', description: 'the x-request-id of the answer' },
    errors: {
      type: 'array',
      maxItems: 20,
      items: {
        type: 'object',
        required: ['field', 'rule', 'message'],
        properties: {
          // eslint-disable-next-line no-restricted-syntax -- an example that clients know from the document
          field: { type: 'string', example: 'orderItems[0].quantity' },
          rule: { $ref: '#/components/schemas/FieldRule' },
          message: { type: 'string', example: 'must be an integer from 1 to 1000' },
        },
      },
    },
    about: {
      description: 'facts about the problem, such as ids, times and limits; the code says which, see `ProblemAbout`',
      anyOf: aboutCodes.map((code) => ({ $ref: `#/components/schemas/ProblemAbout/properties/${code}` })),
    },
  },
});

interface DocumentedErrors {
  readonly errorCodes: ErrorStatuses;
  readonly aboutSchemas: AboutSchemas;
}

/** One property for each code: the `about` of its problems. */
function aboutSchema(aboutSchemas: AboutSchemas): object {
  const { $schema: _, ...schema } = z.toJSONSchema(z.object(aboutSchemas).partial(), {
    io: 'input',
    override: ({ jsonSchema }) => {
      // A fact may be added to a code, and the details of a format say nothing to a client.
      for (const keyword of ['readOnly', 'pattern', 'exclusiveMinimum', 'minimum', 'maximum'] as const) {
        delete jsonSchema[keyword];
      }
    },
  });
  return { ...schema, description: 'What `about` of a problem holds, by its `code`.' };
}

function fieldRuleSchema(): { type: 'string'; enum: string[]; description: string } {
  const lines = Object.entries(FIELD_RULES).map(([rule, meaning]) => `- \`${rule}\`: ${meaning}`);
  return {
    type: 'string',
    enum: Object.keys(FIELD_RULES),
    description: `The rule that a field breaks; the list is closed.\n\n${lines.join('\n')}`,
  };
}

/**
 * Adds to every route who may call it, and each error that it may return, with an example.
 * @param errors all error codes with their statuses, and what `about` says
 * @throws Error when a route declares a code that is not among them
 */
export function completeDocument(
  document: OpenAPIObject,
  { errorCodes, aboutSchemas }: DocumentedErrors,
): OpenAPIObject {
  document.components = { ...document.components };
  document.components.schemas = {
    ...document.components.schemas,
    Problem: problemSchema(errorCodes, Object.keys(aboutSchemas)),
    ProblemAbout: aboutSchema(aboutSchemas),
    FieldRule: fieldRuleSchema(),
  };
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    // Request bodies are named `…Dto`; fields that they do not declare are refused.
    if (name.endsWith('Dto')) Object.assign(schema, { additionalProperties: false });
  }
  document.components.examples = Object.fromEntries(
    Object.entries(errorCodes).map(([code, status]) => [code, { value: example(status, code, aboutSchemas[code]) }]),
  );
  for (const [path, item] of Object.entries(document.paths)) {
    for (const verb of VERBS) {
      const operation = item[verb];
      if (operation !== undefined) complete(path, operation, errorCodes);
    }
  }
  return document;
}

function complete(path: string, operation: Operation, errorCodes: ErrorStatuses): void {
  const extended = operation as Operation & {
    'x-access'?: string;
    'x-error-codes'?: readonly ErrorCode[];
    'x-deprecated-path'?: string;
    [MAX_BODY_EXTENSION]?: number;
  };
  const access = extended['x-access'] ?? 'USER';
  extended['x-access'] = access;
  extended.security = securityOf(access);
  if (operation.requestBody !== undefined) extended[MAX_BODY_EXTENSION] ??= defaultMaxBody(access as Access);
  const own = extended['x-error-codes'] ?? [];
  delete extended['x-error-codes'];
  const { 'x-deprecated-path': deprecatedPath } = extended;
  if (deprecatedPath !== undefined && path.startsWith(deprecatedPath)) operation.deprecated = true;
  delete extended['x-deprecated-path'];
  // The compiler plugin adds the return type of a method, for no particular status; `ApiAnswers` documents it by
  // status.
  delete operation.responses['default'];
  operation.operationId = operation.operationId?.replace(/\[(\d+)\]$/, ordinal);
  const parameters = operation.parameters?.map((parameter) => ('name' in parameter ? parameter.name : '')) ?? [];
  describeSuccess(operation, parameters);
  if (path.startsWith('/health/')) return;
  const codes = new Set<ErrorCode>([...own, ...commonCodes(operation, access, parameters)]);
  for (const [status, sharing] of byStatus(codes, errorCodes))
    operation.responses[status] = problemResponse(status, sharing);
}

/** An empty requirement says that the token may be left out: with `CATALOGUE=public`, the default. */
function securityOf(access: string): Record<string, string[]>[] {
  if (access === 'PUBLIC') return [];
  return access === 'READER' ? [{}, { accessToken: [] }] : [{ accessToken: [] }];
}

/**
 * Names the operations of a handler with several paths `place` and `place2`; the framework names them `place[0]` and
 * `place[1]`.
 */
function ordinal(_: string, index: string): string {
  return index === '0' ? '' : String(Number(index) + 1);
}

function describeSuccess(operation: Operation, parameters: readonly string[]): void {
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response === undefined || '$ref' in response) continue;
    response.description ||= STATUS_CODES[status] ?? '';
    response.headers = {
      ...response.headers,
      'x-request-id': TEXT,
      ...(parameters.includes('Idempotency-Key') ? { 'Idempotent-Replayed': { schema: { enum: ['true'] } } } : {}),
      ...(parameters.includes('Prefer') && status === '201' ? { 'Preference-Applied': TEXT } : {}),
    };
  }
}

function commonCodes(operation: Operation, access: string, parameters: readonly string[]): ErrorCode[] {
  return [
    ...ANY_ROUTE,
    ...(operation.requestBody === undefined && parameters.length === 0 ? [] : (['VALIDATION_FAILED'] as const)),
    ...(operation.requestBody === undefined
      ? []
      : (['MALFORMED_JSON', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const)),
    ...(parameters.includes('Idempotency-Key') ? (['IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'] as const) : []),
    ...(access === 'PUBLIC' ? [] : (['UNAUTHENTICATED'] as const)),
    ...(access === 'ADMIN' ? (['FORBIDDEN'] as const) : []),
  ];
}

function byStatus(codes: ReadonlySet<ErrorCode>, errorCodes: ErrorStatuses): [number, ErrorCode[]][] {
  const groups = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const status = errorCodes[code];
    if (status === undefined) throw new Error(`No module declares the error code ${code}`);
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return [...groups].sort(([a], [b]) => a - b);
}

function problemResponse(status: number, codes: readonly ErrorCode[]): Operation['responses'][string] {
  const examples = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
  return {
    description: codes.join(', '),
    headers: {
      'x-request-id': TEXT,
      ...(status === 401 ? { 'WWW-Authenticate': TEXT } : {}),
      ...(status === 429 || status === 503 ? { 'Retry-After': { schema: { type: 'integer' } } } : {}),
    },
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, examples } },
  };
}

function example(status: number, code: string, about: AboutSchemas[string] | undefined): object {
  return {
    type: problemType(code),
    title: problemTitle(code),
    status,
    code,
    detail: `${problemTitle(code)}.`,
    instance: '/api/…',
    requestId: '7f9c24e8-3b12-4fef-91e0-5a2d0d7a1c55',
    ...(about === undefined ? {} : { about: about.meta()?.['example'] }),
  };
}
