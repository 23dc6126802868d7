import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { ErrorCode, ErrorStatuses } from './error-codes';
import type { Access } from '#platform/security/access';
import { defaultMaxBody, MAX_BODY_EXTENSION } from './body/body-limit';
import { type DocumentedErrors, problemExamples, problemSchemas } from './problem-document';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const ANY_ROUTE: readonly ErrorCode[] = ['INTERNAL_ERROR', 'SERVICE_UNAVAILABLE', 'TOO_MANY_REQUESTS'];
const MALFORMED_ONLY: readonly ErrorCode[] = ['VALIDATION_FAILED'];
const VERBS = ['get', 'put', 'post', 'delete', 'patch'] as const;

const TEXT = { schema: { type: 'string' as const } };

/**
 * Adds to every route who may call it, and each error that it may return, with an example.
 * @throws Error when a route declares a code that is not among them
 */
export function completeDocument(document: OpenAPIObject, errors: DocumentedErrors): OpenAPIObject {
  document.components = { ...document.components };
  document.components.schemas = { ...document.components.schemas, ...problemSchemas(errors) };
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    // Request bodies are named `…Dto`; fields that they do not declare are refused.
    if (name.endsWith('Dto')) Object.assign(schema, { additionalProperties: false });
  }
  const used = new Set<string>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const verb of VERBS) {
      const operation = item[verb];
      if (operation !== undefined) complete(path, operation, errors.errorCodes).forEach((code) => used.add(code));
    }
  }
  document.components.examples = problemExamples(used, errors);
  return document;
}

/** Returns the error codes of the operation. */
function complete(path: string, operation: Operation, errorCodes: ErrorStatuses): ReadonlySet<ErrorCode> {
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
  // Probes have no limits, and need nothing that could fail. What is no HTTP is refused on every path.
  const common = path.startsWith('/health/') ? MALFORMED_ONLY : commonCodes(operation, access, parameters);
  const codes = new Set<ErrorCode>([...own, ...common]);
  for (const [status, sharing] of byStatus(codes, errorCodes))
    operation.responses[status] = problemResponse(status, sharing);
  return codes;
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
