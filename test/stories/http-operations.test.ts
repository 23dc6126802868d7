import { Agent, request as ask } from 'node:http';
import { drain } from '#platform/http/drain';
import { GracefulShutdown } from '#platform/http/graceful-shutdown';
import { Health } from '#platform/observability/health';
import { MetricsServer } from '#platform/observability/metrics-server';
import { openSampleApplication, SampleController, type SampleApplication } from '../support/sample-application';

describe('an instance in operation', () => {
  let web: SampleApplication;
  beforeEach(async () => {
    web = await openSampleApplication();
  });
  afterEach(() => web.close());

  const ready = async (): Promise<unknown[]> => {
    const response = await web.call('/health/ready');
    return [response.status, await response.json()];
  };

  test('is live, and is ready while its dependencies are available', async () => {
    expect(await (await web.call('/health/live')).json()).toEqual({ status: 'ok' });
    expect(await ready()).toEqual([200, { status: 'ok', checks: { database: 'ok', migrations: 'ok', redis: 'ok' } }]);
    web.app.get(Health).add('nice to have', false, () => Promise.reject(new Error('unavailable')));
    expect(await ready()).toEqual([200, expect.objectContaining({ status: 'degraded' })]);
    web.app.get(Health).add('needed', true, () => new Promise(() => undefined));
    expect(await ready()).toEqual([
      503,
      expect.objectContaining({ status: 'failed', checks: expect.objectContaining({ needed: 'failed' }) }),
    ]);
  });

  test('runs a check that hangs only once for all readiness requests', async () => {
    let checks = 0;
    const pending = new Promise<never>(() => undefined);
    web.app.get(Health).add('hanging', false, () => {
      checks++;
      return pending;
    });
    await Promise.all(Array.from({ length: 20 }, ready));
    expect(await ready()).toEqual([200, expect.objectContaining({ status: 'degraded' })]);
    expect(checks).toBe(1);
  });

  test('serves its metrics on a separate port, by route and status', async () => {
    await web.call('/api/trial/things/5?token=secret');
    await web.call('/api/trial/things/x');
    await web.call('/secret-path');
    const read = (path: string): Promise<Response> =>
      fetch(`http://127.0.0.1:${web.app.get(MetricsServer).port}${path}`);
    const text = await (await read('/metrics')).text();
    expect(text).toContain('http_requests_total{method="GET",route="/api/trial/things/:thingId",status="200"} 1');
    expect(text).toContain('http_requests_total{method="GET",route="/api/trial/things/:thingId",status="400"} 1');
    expect(text).toContain('http_requests_total{method="GET",route="unmatched",status="404"} 1');
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toContain('secret');
    expect((await read('/')).status).toBe(404);
    expect((await web.call('/metrics')).status).toBe(404);
  });

  test('serves its metrics on the configured address only', async () => {
    const elsewhere = await openSampleApplication({ METRICS_HOST: '127.0.0.2' });
    const { port } = elsewhere.app.get(MetricsServer);
    const read = (host: string): Promise<number> =>
      fetch(`http://${host}:${port}/metrics`).then((answer) => answer.status);
    expect(await read('127.0.0.2')).toBe(200);
    await expect(read('127.0.0.1')).rejects.toThrow('fetch failed');
    await elsewhere.close();
  });

  test('creates requests with the prototypes of Express, which then need not be replaced', async () => {
    const { request, response } = web.app.getHttpAdapter().getInstance();
    const hasPrototype: boolean[] = [];
    web.app.getHttpServer().prependOnceListener('request', (received, returned) => {
      hasPrototype.push(Object.getPrototypeOf(received) === request, Object.getPrototypeOf(returned) === response);
    });
    await web.call('/api/trial/open');
    expect(hasPrototype).toEqual([true, true]);
  });

  test('closes the connection of every response while it is draining, and is not ready', async () => {
    let release = (): void => undefined;
    SampleController.waiting = new Promise<void>((resolve) => (release = resolve));
    const waiting = web.call('/api/trial/wait', { method: 'POST', as: web.token() });
    await untilTrue(() => web.app.get(GracefulShutdown)['inFlight'].size === 1);
    web.app.get(GracefulShutdown).begin();
    release();
    expect((await waiting).headers.get('connection')).toBe('close');
    expect((await web.call('/api/trial/open')).headers.get('connection')).toBe('close');
    expect(await ready()).toEqual([503, expect.objectContaining({ status: 'draining' })]);
  });

  test('answers every accepted request when it stops under load, and refuses later connections', async () => {
    const agent = new Agent({ keepAlive: true });
    const outcomes: string[] = [];
    const client = async (): Promise<void> => {
      for (let outcome = ''; outcome !== 'ECONNREFUSED'; outcomes.push(outcome)) {
        outcome = await answerOf(`${web.address}/api/trial/open`, agent);
      }
    };
    const clients = Promise.all(Array.from({ length: 32 }, client));
    await untilTrue(() => outcomes.length > 500);
    await Promise.all([clients, drain(web.app, 100)]);
    agent.destroy();
    expect(outcomes.filter((outcome) => outcome !== '200')).toEqual(Array.from({ length: 32 }, () => 'ECONNREFUSED'));
  });
});

describe('without Redis', () => {
  test('an instance is degraded but ready', async () => {
    const web = await openSampleApplication({ REDIS_PORT: '1' });
    const response = await web.call('/health/ready');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'degraded',
      checks: { database: 'ok', migrations: 'ok', redis: 'failed' },
    });
    await web.close();
  });
});

async function untilTrue(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** The status, or the code of the error. */
function answerOf(address: string, agent: Agent): Promise<string> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void => resolve(error.code ?? error.message);
    ask(address, { agent }, (answer) => {
      answer.on('data', () => undefined);
      answer.on('end', () => resolve(String(answer.statusCode)));
      answer.on('error', failed);
    })
      .on('error', failed)
      .end();
  });
}
