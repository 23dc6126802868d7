import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JSON_BODY, type Attack, type Expected } from './attack';

/** The keywords of JSON Schema that the document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly example?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly format?: string;
}
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly 'x-access'?: string;
  readonly 'x-max-body-bytes'?: number;
  readonly responses: Readonly<Record<string, { readonly description?: string }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** A parameter or a field of the body of a route. */
export interface Input {
  readonly route: Route;
  readonly location: 'path' | 'query' | 'header' | 'body';
  /** of a body: the path of the field, `orderItems.0.productId` */
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
}

/** Fields that are given only when they are attacked, and then instead of another field. */
const ALTERNATIVES: Readonly<Record<string, string>> = {
  endEventTime: 'eventDuration',
  validUntil: 'validDays',
};

const document = JSON.parse(readFileSync(join(__dirname, '../../openapi.json'), 'utf8')) as Document;

/** Counts valid requests, each of which has an `Idempotency-Key` of its own where one is required. */
let samples = 0;

/** A route of the document, its inputs and a valid request to it. */
export class Route {
  readonly name: string;
  readonly access: string;
  /** in bytes */
  readonly maxBody: number;
  /** the error code for an id in the path that does not exist */
  readonly notFound: string;
  readonly body: Schema | undefined;
  /** It takes any JSON as it is. */
  readonly isRaw: boolean;
  private readonly parameters: readonly Parameter[];

  constructor(
    readonly method: string,
    readonly path: string,
    operation: Operation,
  ) {
    this.name = `${method} ${path}`;
    this.access = operation['x-access'] ?? 'USER';
    this.maxBody = operation['x-max-body-bytes'] ?? (/PUBLIC|READER/.test(this.access) ? 4 : 32) * 1_024;
    // The first code is about the path, others are about the body.
    const codes = operation.responses['404']?.description?.split(', ') ?? [];
    // A route of a feature that is switched off is not found either; it is on here.
    this.notFound = codes.find((code) => code !== 'ROUTE_NOT_FOUND') ?? '';
    this.parameters = operation.parameters ?? [];
    const content = Object.values(operation.requestBody?.content ?? {})[0];
    const body = content === undefined ? undefined : resolved(content.schema);
    this.isRaw = body !== undefined && body.properties === undefined;
    this.body = this.isRaw ? undefined : body;
  }

  get inputs(): Input[] {
    const inAddress = this.parameters.map(({ name, in: location, required = location === 'path', schema }): Input => ({
      route: this,
      location,
      name,
      required,
      schema,
    }));
    return [...inAddress, ...(this.body === undefined ? [] : this.bodyInputs(this.body, []))];
  }

  /** The body of a valid request, with placeholders for ids. */
  get validBody(): string {
    return this.attack([0]).body?.toString('utf8') ?? '';
  }

  /** A valid request in which the value of one input is replaced by this text or these bytes. */
  attack(expect: Expected, input?: Pick<Input, 'location' | 'name'>, written?: string | Buffer): Attack {
    const at = (location: Input['location'], name: string): string | undefined =>
      input?.location === location && input.name === name ? String(written) : undefined;
    const path = this.path.replace(/\{(\w+)\}/g, (whole, name: string) => at('path', name) ?? whole);
    const query = this.parameters
      .filter(({ in: location }) => location === 'query')
      .filter(({ required, name }) => required === true || at('query', name) !== undefined)
      .map(({ name, schema }) => at('query', name) ?? `${name}=${String(sampleOf(schema, name))}`);
    const requiredHeaders = this.parameters
      .filter(({ in: location, required }) => location === 'header' && required === true)
      .map(({ name }): [string, string] => [name, `sample-${++samples}`]);
    const attacked = input?.location === 'header' ? { [input.name]: String(written) } : {};
    const headers = { ...Object.fromEntries(requiredHeaders), ...attacked };
    const { method } = this;
    const whole = query.length > 0 ? `${path}?${query.join('&')}` : path;
    if (this.isRaw) return { method, path: whole, headers: { ...JSON_BODY, ...headers }, body: '{}', expect };
    if (this.body === undefined) return { method, path: whole, headers, expect };
    const body = this.bodyWith(input?.location === 'body' ? input.name : undefined, written);
    return { method, path: whole, headers: { ...JSON_BODY, ...headers }, body, expect };
  }

  /** The body as text, or as bytes if `written` is bytes. */
  private bodyWith(name: string | undefined, written: string | Buffer = ''): string | Buffer {
    const mark = '\uE000';
    const body = render(this.body as Schema, [], name, mark);
    const [before = '', after = ''] = body.split(mark);
    if (typeof written === 'string') return name === undefined ? body : `${before}${written}${after}`;
    return Buffer.concat([Buffer.from(before), written, Buffer.from(after)]);
  }

  private bodyInputs(schema: Schema, path: readonly string[]): Input[] {
    const { properties, items } = resolved(schema);
    if (properties !== undefined) {
      return Object.entries(properties).flatMap(([name, part]) => this.bodyInputs(part, [...path, name]));
    }
    if (items !== undefined) return this.bodyInputs(items, [...path, '0']);
    return [{ route: this, location: 'body', name: path.join('.'), required: true, schema }];
  }
}

export const ROUTES: readonly Route[] = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => new Route(verb.toUpperCase(), path, operation)),
);
export const INPUTS: readonly Input[] = ROUTES.flatMap(({ inputs }) => inputs);

export const isNumber = ({ schema }: Input): boolean => schema.type === 'integer';
export const isText = ({ schema }: Input): boolean => schema.type === 'string' || schema.type === 'boolean';
export const inputName = ({ route, location, name }: Input): string => `${route.name} ${location} ${name}`;

/** The requests to each route under a title that ends with its name. */
export function perRoute(
  routes: readonly Route[],
  title: string,
  attacksOf: (route: Route) => readonly Attack[],
): Record<string, readonly Attack[]> {
  return Object.fromEntries(routes.map((route) => [`${title} ${route.name}`, attacksOf(route)]));
}

/** The requests to each input under its name. */
export function perInput(
  inputs: readonly Input[],
  attacksOf: (input: Input) => readonly Attack[],
): Record<string, readonly Attack[]> {
  return Object.fromEntries(inputs.map((input) => [inputName(input), attacksOf(input)]));
}

function resolved(schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (document.components.schemas[name] as Schema);
}

function render(schema: Schema, path: readonly string[], name: string | undefined, mark: string): string {
  const { properties, items, ...leaf } = resolved(schema);
  if (path.join('.') === name) return mark;
  if (properties !== undefined) {
    const leftOut = Object.entries(ALTERNATIVES).map(([field, other]) => (name === field ? other : field));
    const fields = Object.entries(properties)
      .filter(([field]) => !leftOut.includes(field))
      .map(([field, part]) => `"${field}":${render(part, [...path, field], name, mark)}`);
    return `{${fields.join(',')}}`;
  }
  if (items !== undefined) return `[${render(items, [...path, '0'], name, mark)}]`;
  const sample = sampleOf(leaf, path.filter((step) => step !== '0').at(-1) ?? '');
  return typeof sample !== 'string' || /^\{\w+\}$/.test(sample) ? String(sample) : JSON.stringify(sample);
}

/** A valid value for this name and schema; ids become those of the target. */
function sampleOf({ type, enum: choices, minimum, maximum, example }: Schema, name: string): string | number | boolean {
  if (name.startsWith('expected')) return maximum ?? 1;
  if (name === 'productIds') return '{productId}';
  if (name === 'method') return 'POINTS';
  if (['startEventTime', 'issueStartTime'].includes(name)) return '2099-07-15T00:00:00';
  if (['issueEndTime', 'validUntil'].includes(name)) return '2100-07-15T00:00:00';
  if (name === 'email') return '{fresh}@example.com';
  if (type === 'integer') return name.endsWith('Id') ? `{${name}}` : (minimum ?? 1);
  if (type === 'boolean') return true;
  return choices?.[0] ?? (typeof example === 'string' ? example : 'text');
}
