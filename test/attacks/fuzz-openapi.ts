import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import addFormats from 'ajv-formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly format?: string;
  readonly [keyword: string]: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Response {
  readonly headers?: Readonly<Record<string, object>>;
  readonly content?: Readonly<Record<string, { readonly schema: Schema; readonly examples?: object }>>;
}

/** A route of the document. */
export interface Operation {
  /** `POST /api/orders/v1` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly access: 'PUBLIC' | 'READER' | 'USER' | 'ADMIN';
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
  readonly needsBody: boolean;
  readonly responses: Readonly<Record<string, Response>>;
}

interface Written {
  readonly tags?: readonly string[];
  readonly 'x-access': Operation['access'];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
  readonly responses: Operation['responses'];
}

const text = readFileSync(join(__dirname, '..', '..', 'openapi.json'), 'utf8');
const document = JSON.parse(text) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Written>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, { tags, parameters = [], requestBody, responses, 'x-access': access }]) => ({
    name: `${verb.toUpperCase()} ${path}`,
    method: verb.toUpperCase(),
    path,
    tag: tags?.[0] ?? 'health',
    access,
    parameters,
    body: requestBody?.content['application/json']?.schema,
    needsBody: requestBody?.required === true,
    responses,
  })),
);

export const tags: readonly string[] = [...new Set(operations.map(({ tag }) => tag))].sort();

export function resolved(schema: Schema): Schema {
  const name = schema.$ref?.replace('#/components/schemas/', '');
  return name === undefined ? schema : (document.components.schemas[name] as Schema);
}

const COMBINATIONS = ['allOf', 'anyOf', 'oneOf'] as const;

/** The schema without additional properties: an answer has the documented fields only. */
function strict(schema: Schema): Schema {
  const target = resolved(schema);
  const { properties, items } = target;
  const combined = COMBINATIONS.flatMap((keyword) => {
    const schemas = target[keyword];
    return schemas === undefined ? [] : [[keyword, schemas.map(strict)]];
  });
  return {
    ...target,
    ...(items === undefined ? {} : { items: strict(items) }),
    ...(Object.fromEntries(combined) as object),
    ...(properties === undefined
      ? {}
      : {
          additionalProperties: false,
          properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, strict(one)])),
        }),
  };
}

function dereferenced(schema: Schema): Schema {
  const target = resolved(schema);
  const { properties, items } = target;
  return {
    ...target,
    ...(items === undefined ? {} : { items: dereferenced(items) }),
    ...(properties === undefined
      ? {}
      : { properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, dereferenced(one)])) }),
  };
}

const options = { allErrors: false, strict: false, allowUnionTypes: true, unicodeRegExp: true } as const;
/** Without formats: implementations disagree about what a valid e-mail is, for example. */
const withoutFormats = new Ajv2020({ ...options, validateFormats: false });
const withFormats = new Ajv2020(options);
addFormats['default'](withFormats);
withFormats.addFormat('uri', (address) => URL.canParse(address));
withFormats.addFormat('password', true);
for (const ajv of [withFormats, withoutFormats]) {
  ajv.addKeyword({
    keyword: 'x-unicode-pattern',
    type: 'string',
    compile: (pattern: string) => {
      const expression = new RegExp(pattern, 'u');
      return (text: string) => expression.test(text);
    },
  });
}

function compiledOnce(ajv: Ajv2020, shape: (schema: Schema) => Schema): (schema: Schema) => ValidateFunction {
  const compiled = new Map<Schema, ValidateFunction>();
  return (schema) => {
    const existing = compiled.get(schema);
    if (existing !== undefined) return existing;
    const fresh = ajv.compile(shape(schema));
    compiled.set(schema, fresh);
    return fresh;
  };
}

export const check = compiledOnce(withoutFormats, dereferenced);
export const checkWithFormats = compiledOnce(withFormats, dereferenced);
export const checkAnswer = compiledOnce(withFormats, strict);
