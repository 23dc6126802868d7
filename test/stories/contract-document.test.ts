import { errorCodes } from '../../src/error-codes';
import { ROUTES } from '../support/contract';
import { BODIES, KEYED, OPTIONAL_FIELDS, REFUSALS, WAITING } from '../support/contract-terms';
import { send } from '../support/reply';
import type { Shape } from '../support/shapes';
import { openShop, type Shop } from '../support/shop';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly format?: string;
  readonly [keyword: string]: unknown;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}
type Content = Readonly<
  Record<string, { readonly schema: Schema; readonly examples?: Readonly<Record<string, { $ref: string }>> }>
>;
interface Operation {
  readonly operationId: string;
  readonly deprecated?: boolean;
  readonly 'x-access': string;
  readonly security: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<
    Record<string, { description: string; headers?: Readonly<Record<string, object>>; content?: Content }>
  >;
}
interface Document {
  readonly openapi: string;
  readonly 'x-live-signals': { readonly path: string; readonly events: Schema };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly examples: Readonly<Record<string, { readonly value: { readonly code: string; readonly status: number } }>>;
    readonly securitySchemes: object;
  };
}

/** Answers to requests for the files of the pages. */
const NOT_OF_ROUTES = ['PRECONDITION_FAILED', 'RANGE_NOT_SATISFIABLE'];

/** How many entries of lists that are no pages are returned if the client does not say. */
const LIMITS: Readonly<Record<string, number>> = { 'GET /rankings/products': 10, 'GET /rankings/best-sellers': 5 };

describe('the OpenAPI document', () => {
  let shop: Shop;
  let document: Document;
  beforeAll(async () => {
    shop = await openShop();
    document = (await send(`${shop.address}/docs-json`, 'GET')).body as Document;
  });
  afterAll(() => shop.close());

  const operations = (): [string, Operation][] =>
    Object.entries(document.paths).flatMap(([path, verbs]) =>
      Object.entries(verbs).map(([verb, operation]): [string, Operation] => [
        `${verb.toUpperCase()} ${path.replace(/^\/api/, '')}`,
        operation,
      ]),
    );
  const operation = (name: string): Operation => new Map(operations()).get(name) as Operation;
  /** The schema that is referred to, also in a list of one, or of one and null. */
  const resolve = (schema: Schema): Schema => {
    const [only] = schema.allOf ?? schema.anyOf ?? schema.oneOf ?? [];
    if (only !== undefined) return resolve(only);
    const target = schema.$ref?.replace('#/components/schemas/', '');
    return target === undefined ? schema : (document.components.schemas[target] as Schema);
  };
  /** The schema with its references resolved, one level of fields and items deep. */
  const expand = (schema: Schema): Schema => {
    const { items, ...own } = resolve(schema);
    return items === undefined ? own : { ...own, items: expand(items) };
  };

  test('describes every route, and no other', () => {
    const names = [...ROUTES.map(({ name }) => name), 'GET /health/live', 'GET /health/ready'];
    expect(document.openapi).toMatch(/^3\.\d\.\d$/);
    expect(
      operations()
        .map(([name]) => name)
        .sort(),
    ).toEqual(names.sort());
  });

  test('has no dangling references and no unused schemas', () => {
    const references = new Set(JSON.stringify(document).match(/#\/components\/\w+\/\w+/g));
    const { schemas, examples } = document.components;
    const namesOf = (group: string, of: object): string[] =>
      Object.keys(of).map((name) => `#/components/${group}/${name}`);
    expect([...references].sort().filter((name) => name.includes('/schemas/'))).toEqual(
      namesOf('schemas', schemas).sort(),
    );
    expect(namesOf('examples', examples)).toEqual(
      expect.arrayContaining([...references].filter((name) => name.includes('/examples/'))),
    );
  });

  test('names every operation uniquely, by a name that a function can have', () => {
    const names = operations().map(([, { operationId }]) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^\w+\.\w+$/);
  });

  test.each(ROUTES.map((route) => [route.name, route] as const))(
    'describes access, parameters, body and response of %s',
    (name, route) => {
      const { parameters = [], requestBody, responses, security, 'x-access': access } = operation(name);
      expect(access).toBe(route.access);
      const withToken = { accessToken: [] };
      expect(security).toEqual({ PUBLIC: [], READER: [{}, withToken] }[access] ?? [withToken]);

      const inPath = parameters.filter((one) => one.in === 'path').map((one) => `{${one.name}}`);
      expect(inPath).toEqual(route.path.match(/\{\w+\}/g) ?? []);
      const id = expect.objectContaining({ type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) as object;
      for (const one of parameters.filter((each) => each.in === 'path')) {
        expect([one.required, one.schema]).toEqual([true, one.name === 'provider' ? { type: 'string' } : id]);
      }
      const headers = parameters.filter((one) => one.in === 'header').map((one) => one.name);
      expect(headers.sort()).toEqual([
        ...(KEYED.includes(name) ? ['Idempotency-Key'] : []),
        ...(WAITING.includes(name) ? ['Prefer'] : []),
      ]);

      const body = requestBody?.content['application/json']?.schema;
      const fields = BODIES[name];
      expect(body === undefined).toBe(fields === undefined);
      if (body !== undefined && fields !== undefined) {
        const { properties = {}, required = [] } = expand(body);
        const seen = Object.fromEntries(Object.entries(properties).map(([field, schema]) => [field, expand(schema)]));
        expect(Object.keys(seen).sort()).toEqual(Object.keys(fields).sort());
        expect([...required].sort()).toEqual(
          Object.keys(fields)
            .filter((field) => !OPTIONAL_FIELDS.includes(`${name} ${field}`))
            .sort(),
        );
        expect(seen).toMatchObject(fields);
      }

      const success = responses[String(route.status)];
      expect(success?.description).toMatch(/\w/);
      expect(success?.headers).toHaveProperty('x-request-id');
      if (route.shape === undefined) expect(success?.content).toBeUndefined();
      else expect(mismatches(route.shape, success?.content?.['application/json']?.schema as Schema)).toEqual([]);
    },
  );

  test.each(ROUTES.map(({ name, access }) => [name, access] as const))(
    'describes the problems of %s',
    (name, access) => {
      const { parameters = [], requestBody, responses } = operation(name);
      const codes = [
        'INTERNAL_ERROR',
        'SERVICE_UNAVAILABLE',
        'TOO_MANY_REQUESTS',
        ...(access === 'PUBLIC' ? [] : ['UNAUTHENTICATED']),
        ...(access === 'ADMIN' ? ['FORBIDDEN'] : []),
        ...(requestBody === undefined && parameters.length === 0 ? [] : ['VALIDATION_FAILED']),
        ...(requestBody === undefined ? [] : ['MALFORMED_JSON', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE']),
        ...(KEYED.includes(name) ? ['IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'] : []),
        ...(REFUSALS[name] ?? []),
      ];
      const documented = Object.entries(responses).flatMap(([status, { content, headers }]) => {
        const problem = content?.['application/problem+json'];
        if (problem === undefined) return [];
        expect(problem.schema).toEqual({ $ref: '#/components/schemas/Problem' });
        expect(headers).toHaveProperty('x-request-id');
        if (['429', '503'].includes(status)) expect(headers).toHaveProperty('Retry-After');
        if (status === '401') expect(headers).toHaveProperty('WWW-Authenticate');
        const examples = Object.keys(problem.examples ?? {});
        for (const code of examples) expect(document.components.examples[code]?.value.status).toBe(Number(status));
        return examples;
      });
      expect(documented).toEqual(expect.arrayContaining(codes));
    },
  );

  test('marks the former paths of admin routes as deprecated, and no others', () => {
    const deprecated = operations().flatMap(([name, { deprecated: is }]) => (is === true ? [name] : []));
    expect(deprecated.sort()).toEqual([
      'GET /admin/audit',
      'GET /admin/deliveries',
      'GET /admin/pulse',
      'POST /admin/deliveries/{deliveryId}/retry',
    ]);
  });

  test('has an example of every error code of a route, with its status', () => {
    const { examples } = document.components;
    for (const [code, status] of Object.entries(errorCodes)) {
      if (NOT_OF_ROUTES.includes(code)) expect(examples).not.toHaveProperty(code);
      else expect(examples[code]?.value).toMatchObject({ code, status });
    }
    const [problem] = [document.components.schemas['Problem'] as Schema];
    expect(problem.properties?.['code']?.['enum']).toEqual(Object.keys(errorCodes));
  });

  test.each([
    ['GET /products', ['available', 'category', 'cursor', 'limit', 'maxPrice', 'minPrice', 'onDeal', 'q', 'sort'], []],
    ['GET /products/{productId}/versions', ['cursor', 'limit'], []],
    ['GET /rankings/products', ['date', 'limit', 'period'], []],
    ['GET /rankings/best-sellers', ['days', 'limit'], []],
    ['GET /coupons', ['cursor', 'limit', 'status'], []],
    ['GET /coupons/mine', ['cursor', 'limit', 'orderPrice', 'status'], []],
    ['POST /coupons/{couponId}/increase', ['quantity'], ['quantity']],
    ['GET /payments', ['cursor', 'limit', 'orderId', 'provider', 'status'], []],
    ['POST /orders/{orderId}/payment/complete', ['success'], []],
    ['GET /payments/reconciliations', ['cursor', 'limit'], []],
    ['GET /refunds', ['cursor', 'limit', 'status'], []],
    ['GET /delivery', ['cursor', 'limit', 'status'], []],
    ['PATCH /delivery/{orderId}/status', ['status'], ['status']],
    ['GET /returns', ['cursor', 'limit', 'status'], []],
    ['PATCH /returns/{returnId}/status', ['status'], ['status']],
    ['DELETE /cart', ['productIds'], []],
    ['GET /wishlist', ['cursor', 'limit'], []],
    ['POST /stocks/product/{productId}/increase', ['quantity'], ['quantity']],
    ['POST /stocks/product/{productId}/reset', ['quantity'], ['quantity']],
    ['GET /stocks', ['below', 'cursor', 'limit'], ['below']],
    ['GET /stocks/product/{productId}/movements', ['cursor', 'limit'], []],
    ['GET /inventory/{productId}/available', ['quantity'], ['quantity']],
    ['GET /event', ['cursor', 'limit', 'status'], []],
    ['GET /event/{eventId}/products', ['cursor', 'limit'], []],
    ['GET /products/{productId}/deals', ['status'], []],
    ['GET /event/signals', ['after', 'limit'], []],
    ['GET /orders', ['cursor', 'limit', 'stage', 'status', 'userId'], []],
    ['GET /points', ['userId'], []],
    ['GET /points/history', ['cursor', 'limit', 'userId'], []],
    ['GET /subscribe', ['cursor', 'limit'], []],
    ['GET /subscribe/search-sub-user', ['cursor', 'limit', 'productId'], []],
    ['DELETE /subscribe/cancel-sub', ['productId', 'userId'], ['productId', 'userId']],
    ['GET /notifications', ['cursor', 'limit', 'unread'], []],
  ])('describes the query of %s as %j', (name, names, requiredNames) => {
    const inQuery = (operation(name).parameters ?? []).filter((one) => one.in === 'query');
    expect(inQuery.map((one) => one.name).sort()).toEqual(names);
    expect(
      inQuery
        .filter(({ required }) => required === true)
        .map((one) => one.name)
        .sort(),
    ).toEqual(requiredNames);
    const limit = inQuery.find((one) => one.name === 'limit');
    if (limit !== undefined)
      expect(limit.schema).toMatchObject({ type: 'integer', minimum: 1, maximum: 100, default: LIMITS[name] ?? 20 });
  });

  test('describes the signals of a socket completely enough to generate a typed client', () => {
    const { path, events } = document['x-live-signals'];
    const { properties = {}, required = [] } = resolve(events);
    expect(path).toBe('/socket.io');
    const fieldsOf = (name: string): readonly string[] => {
      const { allOf = [] } = (properties[name] ?? {}) as { allOf?: Schema[] };
      return allOf.flatMap((part) => resolve(part).required ?? []);
    };
    const newDeal = 'seq eventId eventType eventDiscount startEventTime endEventTime productCount'.split(' ');
    const documented = {
      'new-hot-deal': newDeal,
      'hot-deal-opened': [...newDeal, 'signal'],
      'hot-deal-ended': [...newDeal, 'signal'],
      'hot-deal-changed': [...newDeal, 'signal'],
      'order-reserved': ['orderId', 'amountDue', 'payBy'],
      'payment-ended': ['orderId', 'paymentId', 'status'],
      'order-settled': ['orderId', 'status', 'failureReason'],
      'order-progressed': ['orderId', 'stage'],
      notification: ['unread'],
      'session-expired': [],
    };
    expect(Object.fromEntries(required.map((name) => [name, fieldsOf(name)]))).toEqual(documented);
    expect(Object.keys(properties)).toEqual(Object.keys(documented));
    expect(properties['session-expired']).toMatchObject({ type: 'null' });
  });

  test('describes the limits of increasing and resetting a stock', () => {
    const quantity = (verb: string): Schema | undefined =>
      operation(`POST /stocks/product/{productId}/${verb}`).parameters?.find((one) => one.name === 'quantity')?.schema;
    expect(quantity('increase')).toMatchObject({ type: 'integer', minimum: 1, maximum: 1_000_000_000 });
    expect(quantity('reset')).toMatchObject({ type: 'integer', minimum: 0, maximum: 1_000_000_000 });
  });

  /** The differences between the schema and the contract. */
  function mismatches(shape: Shape, given: Schema | undefined, path = 'answer'): string[] {
    if (given === undefined) return [`${path} is not described`];
    const schema = resolve(given);
    if (typeof shape === 'string')
      return leafIs(shape, schema) ? [] : [`${path} is ${JSON.stringify(schema)}, not ${shape}`];
    if (Array.isArray(shape)) {
      return schema.type === 'array'
        ? mismatches(shape[0] as Shape, schema.items, `${path}[]`)
        : [`${path} is no list`];
    }
    const written = Object.entries(shape as Readonly<Record<string, Shape>>);
    const optionalFields = written.flatMap(([name]) => (name.endsWith('?') ? [name.slice(0, -1)] : []));
    const fields = Object.fromEntries(written.map(([name, part]) => [name.replace('?', ''), part]));
    const names = Object.keys(fields).sort();
    const optional = names.filter((name) => !(schema.required ?? []).includes(name));
    return [
      ...(JSON.stringify(Object.keys(schema.properties ?? {}).sort()) === JSON.stringify(names)
        ? []
        : [`${path} has other fields`]),
      ...optional.flatMap((name) =>
        name === 'productIds' || optionalFields.includes(name) ? [] : [`${path}.${name} is not required`],
      ),
      ...names.flatMap((name) => mismatches(fields[name] as Shape, schema.properties?.[name], `${path}.${name}`)),
    ];
  }
});

function leafIs(leaf: string, { type, format }: Schema): boolean {
  const kinds: Readonly<Record<string, string>> = {
    id: 'integer',
    whole: 'integer',
    flag: 'boolean',
    text: 'string',
    time: 'string',
  };
  const kind = kinds[leaf.replace('?', '')];
  if (kind === undefined) return true;
  if (leaf.startsWith('time') && format !== 'date-time') return false;
  const types = typeof type === 'string' ? [type] : (type ?? []);
  return types.includes(kind) && types.includes('null') === leaf.endsWith('?');
}
