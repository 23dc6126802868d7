import { openSampleApplication, type SampleApplication } from '../support/sample-application';

interface Documented {
  readonly 'x-access': string;
  readonly security: readonly object[];
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly headers?: object; readonly content?: object }>
  >;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Documented>>>>;
  readonly components: { readonly schemas: object; readonly examples: object; readonly securitySchemes: object };
}

describe('the documentation', () => {
  let web: SampleApplication;
  let document: Document;
  beforeAll(async () => {
    web = await openSampleApplication({ DOCS: 'on' });
    document = (await (await web.call('/docs-json')).json()) as Document;
  });
  afterAll(() => web.close());

  const operation = (verb: string, path: string): Documented => document.paths[path]?.[verb] as Documented;
  const codes = (of: Documented, status: number): string => of.responses[status]?.description ?? '';

  test('is served as a page and as a document', async () => {
    const page = await web.call('/docs');
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(document.openapi).toMatch(/^3\./);
    expect(Object.keys(document.components.securitySchemes)).toEqual(['accessToken']);
  });

  test('states the access to each route', () => {
    expect(operation('get', '/api/trial/open')).toMatchObject({ 'x-access': 'PUBLIC', security: [] });
    expect(operation('get', '/api/trial/me')).toMatchObject({ 'x-access': 'USER', security: [{ accessToken: [] }] });
    expect(operation('get', '/api/trial/mine')).toMatchObject({ 'x-access': 'ADMIN' });
    expect(operation('get', '/health/ready')).toMatchObject({ 'x-access': 'PUBLIC' });
  });

  test('lists every problem of a route, each with an example', () => {
    const open = operation('get', '/api/trial/open');
    expect(Object.keys(open.responses)).toEqual(['200', '429', '500', '503']);
    const mine = operation('get', '/api/trial/mine');
    expect([codes(mine, 401), codes(mine, 403)]).toEqual(['UNAUTHENTICATED', 'FORBIDDEN']);
    const basket = operation('post', '/api/trial/baskets');
    expect(codes(basket, 400)).toBe('VALIDATION_FAILED, MALFORMED_JSON');
    expect([codes(basket, 413), codes(basket, 415)]).toEqual(['BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE']);
    const keyed = operation('put', '/api/trial/keyed');
    expect([codes(keyed, 409), codes(keyed, 422)]).toEqual(['IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED']);
    expect(document.components.examples).toMatchObject({
      BODY_TOO_LARGE: {
        value: { type: 'urn:hotdeal:problem:body-too-large', status: 413, title: 'Body too large' },
      },
    });
    expect(mine.responses['401']?.content).toEqual({
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: { UNAUTHENTICATED: { $ref: '#/components/examples/UNAUTHENTICATED' } },
      },
    });
  });

  test('lists the parameters and headers of a route', () => {
    const names = (of: Documented): string[] => of.parameters.map(({ name, in: where }) => `${where} ${name}`).sort();
    expect(names(operation('get', '/api/trial/things/{thingId}'))).toEqual(['path thingId']);
    expect(names(operation('get', '/api/trial/numbers'))).toEqual(['query cursor', 'query limit']);
    expect(names(operation('post', '/api/trial/wait'))).toEqual(['header Prefer']);
    const waited = operation('post', '/api/trial/wait').responses;
    expect(Object.keys(waited)).toEqual(expect.arrayContaining(['201', '202']));
    expect(waited['201']?.headers).toHaveProperty('Preference-Applied');
    expect(operation('post', '/api/trial/baskets').responses['201']?.headers).toHaveProperty('Location');
  });

  test('is not served when it is switched off', async () => {
    const withoutDocs = await openSampleApplication({ DOCS: 'off' });
    expect((await withoutDocs.call('/docs')).status).toBe(404);
    expect((await withoutDocs.call('/docs-json')).status).toBe(404);
    await withoutDocs.close();
  });
});
