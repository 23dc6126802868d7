import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../servers/servers';
import { createScheme, dropScheme } from '../support/scheme';
import { TraceReceiver } from '../support/trace-receiver';
import { until } from '../support/until';

const PRINT_MODULES = `
  process.on('exit', () => console.log(JSON.stringify(Object.keys(require.cache))));
  require('./src/main.ts');`;

/** The files that the application loads in one run, during which it gets one request. */
async function modulesOfOneRun(scheme: string, variables: Record<string, string>): Promise<readonly string[]> {
  const port = await freePort();
  const environment = { ...process.env, ...variables, DB_SCHEME: scheme, PORT: String(port), METRICS_PORT: '0' };
  // A file keeps what is printed at exit; a pipe loses what exceeds its buffer.
  const path = join(tmpdir(), `${scheme}-${port}`);
  const outputFile = await open(path, 'w+');
  const child = spawn(process.execPath, ['-r', './test/support/typescript.cjs', '-e', PRINT_MODULES], {
    cwd: join(__dirname, '../..'),
    env: { ...environment, SECRET_KEY: 'a key for the tests, of more than thirty-two bytes', LOG_LEVEL: 'silent' },
    stdio: ['ignore', outputFile.fd, 'inherit'],
  });
  const ended = once(child, 'exit');
  const request = () => fetch(`http://127.0.0.1:${port}/api/products`).catch(() => undefined);
  try {
    await until(async () => child.exitCode !== null || (await request()));
    child.kill('SIGTERM');
    expect((await ended)[0]).toBe(0);
    const output = await readFile(path, 'utf8');
    return JSON.parse(output.trim().split('\n').at(-1) ?? '') as string[];
  } finally {
    child.kill('SIGKILL');
    await outputFile.close();
    await rm(path);
  }
}

describe('tracing', () => {
  let scheme: string;
  let receiver: TraceReceiver;
  beforeAll(async () => {
    scheme = await createScheme();
    receiver = await TraceReceiver.open();
  });
  afterAll(async () => {
    receiver.close();
    await dropScheme(scheme);
  });

  // prom-client loads the interface package by itself.
  const ofTracing = (modules: readonly string[]) =>
    modules.filter((name) => /@opentelemetry\/(?!api\/)|src\/tracing\.ts$/.test(name));

  it('is not loaded when no endpoint is configured', async () => {
    const modules = await modulesOfOneRun(scheme, {});
    expect(modules.some((name) => name.endsWith('src/app.module.ts'))).toBe(true);
    expect(ofTracing(modules)).toEqual([]);
    expect(receiver.paths).toEqual([]);
  });

  it('sends its last spans when the process ends, and uses the configured sampler', async () => {
    const OTEL_EXPORTER_OTLP_ENDPOINT = receiver.address;
    const unsampled = {
      OTEL_EXPORTER_OTLP_ENDPOINT,
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0',
    };
    expect(ofTracing(await modulesOfOneRun(scheme, unsampled)).length).toBeGreaterThan(3);
    expect(receiver.paths).toEqual([]);
    await modulesOfOneRun(scheme, { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME: 'lamps' });
    expect(receiver.named('GET /api/products')).not.toEqual([]);
    expect(receiver.resources[0]?.attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'lamps' } });
  });
});
