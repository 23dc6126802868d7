import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JSON_BODY, type Attack, type Expected } from './attack';

/** As far as the document uses it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
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
  readonly responses: Readonly<Record<string, { readonly description?: string }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Where something can be written into a request. */
export interface Place {
  readonly route: Route;
  readonly where: 'path' | 'query' | 'header' | 'body';
  /** of a body: the way to the field, `orderItems.0.productId` */
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
}

const document = JSON.parse(readFileSync(join(__dirname, '../../openapi.json'), 'utf8')) as Document;

/** A route of the document: what it takes, and a request of it in which nothing is wrong. */
export class Route {
  readonly name: string;
  readonly access: string;
  /** the code of what is not there, of a route with an id in its path */
  readonly notFound: string;
  readonly body: Schema | undefined;
  private readonly parameters: readonly Parameter[];

  constructor(
    readonly method: string,
    readonly path: string,
    operation: Operation,
  ) {
    this.name = `${method} ${path}`;
    this.access = operation['x-access'] ?? 'USER';
    this.notFound = operation.responses['404']?.description ?? '';
    this.parameters = operation.parameters ?? [];
    const content = Object.values(operation.requestBody?.content ?? {})[0];
    this.body = content === undefined ? undefined : resolved(content.schema);
  }

  get places(): Place[] {
    const inAddress = this.parameters.map(({ name, in: where, required = where === 'path', schema }): Place => ({
      route: this,
      where,
      name,
      required,
      schema,
    }));
    return [...inAddress, ...(this.body === undefined ? [] : this.leaves(this.body, []))];
  }

  /** A good request, but for what is written, as it is, at one place. */
  attack(expect: Expected, place?: Pick<Place, 'where' | 'name'>, written?: string | Buffer): Attack {
    const at = (where: Place['where'], name: string): string | undefined =>
      place?.where === where && place.name === name ? String(written) : undefined;
    const path = this.path.replace(/\{(\w+)\}/g, (whole, name: string) => at('path', name) ?? whole);
    const query = this.parameters
      .filter(({ in: where }) => where === 'query')
      .filter(({ required, name }) => required === true || at('query', name) !== undefined)
      .map(({ name, schema }) => at('query', name) ?? `${name}=${String(sampleOf(schema, name))}`);
    const headers = place?.where === 'header' ? { [place.name]: String(written) } : {};
    const { method } = this;
    const whole = query.length > 0 ? `${path}?${query.join('&')}` : path;
    if (this.body === undefined) return { method, path: whole, headers, expect };
    const body = this.bodyWith(place?.where === 'body' ? place.name : undefined, written);
    return { method, path: whole, headers: { ...JSON_BODY, ...headers }, body, expect };
  }

  /** The body as text or, where bytes are written into it, as bytes. */
  private bodyWith(name: string | undefined, written: string | Buffer = ''): string | Buffer {
    const mark = '\uE000';
    const body = render(this.body as Schema, [], name, mark);
    const [before = '', after = ''] = body.split(mark);
    if (typeof written === 'string') return name === undefined ? body : `${before}${written}${after}`;
    return Buffer.concat([Buffer.from(before), written, Buffer.from(after)]);
  }

  private leaves(schema: Schema, way: readonly string[]): Place[] {
    const { properties, items } = resolved(schema);
    if (properties !== undefined) {
      return Object.entries(properties).flatMap(([name, part]) => this.leaves(part, [...way, name]));
    }
    if (items !== undefined) return this.leaves(items, [...way, '0']);
    return [{ route: this, where: 'body', name: way.join('.'), required: true, schema }];
  }
}

export const ROUTES: readonly Route[] = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => new Route(verb.toUpperCase(), path, operation)),
);
export const PLACES: readonly Place[] = ROUTES.flatMap(({ places }) => places);

export const isNumber = ({ schema }: Place): boolean => schema.type === 'integer';
export const isText = ({ schema }: Place): boolean => schema.type === 'string' || schema.type === 'boolean';
export const placeName = ({ route, where, name }: Place): string => `${route.name} ${where} ${name}`;

/** Requests of those places under one title each. */
export function perPlace(
  places: readonly Place[],
  attacksOf: (place: Place) => readonly Attack[],
): Record<string, readonly Attack[]> {
  return Object.fromEntries(places.map((place) => [placeName(place), attacksOf(place)]));
}

function resolved(schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (document.components.schemas[name] as Schema);
}

function render(schema: Schema, way: readonly string[], name: string | undefined, mark: string): string {
  const { properties, items, ...leaf } = resolved(schema);
  if (way.join('.') === name) return mark;
  if (properties !== undefined) {
    const fields = Object.entries(properties).map(
      ([field, part]) => `"${field}":${render(part, [...way, field], name, mark)}`,
    );
    return `{${fields.join(',')}}`;
  }
  if (items !== undefined) return `[${render(items, [...way, '0'], name, mark)}]`;
  const sample = sampleOf(leaf, way.filter((step) => step !== '0').at(-1) ?? '');
  return typeof sample === 'number' || /^\{\w+\}$/.test(sample) ? String(sample) : JSON.stringify(sample);
}

/** Of this name and kind; ids are those that the target has. */
function sampleOf({ type, enum: choices, minimum, example }: Schema, name: string): string | number {
  if (name === 'productIds') return '{productId}';
  if (name === 'startEventTime') return '2099-07-15T00:00:00';
  if (name === 'email') return '{fresh}@example.com';
  if (type === 'integer') return name.endsWith('Id') ? `{${name}}` : (minimum ?? 1);
  return choices?.[0] ?? (typeof example === 'string' ? example : 'text');
}
