import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { FIELD_RULES } from '#platform/field-rules';
import type { AboutSchemas, ErrorStatuses } from './error-codes';
import { problemTitle, problemType } from './problem';

type Components = NonNullable<OpenAPIObject['components']>;

export interface DocumentedErrors {
  /** all error codes with their statuses */
  readonly errorCodes: ErrorStatuses;
  /** what `about` says */
  readonly aboutSchemas: AboutSchemas;
}

/** The schemas of the problems that any route may return. */
export function problemSchemas({ errorCodes, aboutSchemas }: DocumentedErrors): NonNullable<Components['schemas']> {
  return { Problem: problemSchema(errorCodes), ...aboutComponents(aboutSchemas), FieldRule: fieldRuleSchema() };
}

/** An example of a problem with each of these codes. */
export function problemExamples(
  codes: ReadonlySet<string>,
  { errorCodes, aboutSchemas }: DocumentedErrors,
): NonNullable<Components['examples']> {
  const examples = Object.entries(errorCodes)
    .filter(([code]) => codes.has(code))
    .map(([code, status]) => [code, { value: example(status, code, aboutSchemas[code]) }] as const);
  return Object.fromEntries(examples);
}

/** The component that describes the `about` of a code; the client package finds them by this name. */
const aboutName = (code: string): string => `ProblemAbout_${code}`;

const problemSchema = (codes: ErrorStatuses): object => ({
  type: 'object',
  description: 'Every error has this form, of RFC 9457.',
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
    about: { $ref: '#/components/schemas/ProblemAbout' },
  },
});

/** `ProblemAbout`, and what it is for each code. */
function aboutComponents(schemas: AboutSchemas): Record<string, object> {
  const components = Object.entries(schemas).map(([code, schema]) => [aboutName(code), aboutSchema(code, schema)]);
  const anyOf = Object.keys(schemas).map((code) => ({ $ref: `#/components/schemas/${aboutName(code)}` }));
  return {
    ProblemAbout: {
      description:
        'Facts about a problem, such as ids, times and limits; its `code` says which. Other codes have none.',
      anyOf,
    },
    ...(Object.fromEntries(components) as Record<string, object>),
  };
}

function aboutSchema(code: string, about: AboutSchemas[string]): object {
  const { $schema: _, ...schema } = z.toJSONSchema(about, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // A fact may be added to a code, and the details of a format say nothing to a client.
      for (const keyword of ['readOnly', 'pattern', 'exclusiveMinimum', 'minimum', 'maximum'] as const) {
        delete jsonSchema[keyword];
      }
    },
  });
  return { ...schema, description: `What \`about\` holds when \`code\` is \`${code}\`.` };
}

function fieldRuleSchema(): { type: 'string'; enum: string[]; description: string } {
  const lines = Object.entries(FIELD_RULES).map(([rule, meaning]) => `- \`${rule}\`: ${meaning}`);
  return {
    type: 'string',
    enum: Object.keys(FIELD_RULES),
    description: `The rule that a field breaks; the list is closed.\n\n${lines.join('\n')}`,
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
