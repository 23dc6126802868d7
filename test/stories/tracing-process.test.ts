import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../servers/servers';
import { createScheme, dropScheme } from '../support/scheme';
import { TraceReceiver } from '../support/trace-receiver';
import { until } from '../support/until';

const TELL_MODULES = `
  process.on('exit', () => console.log(JSON.stringify(Object.keys(require.cache))));
  require('./src/main.ts');`;

/** The loaded files of a whole life of the application, in which it was asked one thing. */
async function modulesOfOneLife(scheme: string, variables: Record<string, string>): Promise<readonly string[]> {
  const port = await freePort();
  const environment = { ...process.env, ...variables, DB_SCHEME: scheme, PORT: String(port), METRICS_PORT: '0' };
  // A file takes what is said at the very end; a pipe loses what does not fit into it.
  const path = join(tmpdir(), `${scheme}-${port}`);
  const said = await open(path, 'w+');
  const child = spawn(process.execPath, ['-r', './test/support/typescript.cjs', '-e', TELL_MODULES], {
    cwd: join(__dirname, '../..'),
    env: { ...environment, SECRET_KEY: 'a key for the tests, of more than thirty-two bytes', LOG_LEVEL: 'silent' },
    stdio: ['ignore', said.fd, 'inherit'],
  });
  const ended = once(child, 'exit');
  const ask = () => fetch(`http://127.0.0.1:${port}/api/products`).catch(() => undefined);
  try {
    await until(async () => child.exitCode !== null || (await ask()));
    child.kill('SIGTERM');
    expect((await ended)[0]).toBe(0);
    const told = await readFile(path, 'utf8');
    return JSON.parse(told.trim().split('\n').at(-1) ?? '') as string[];
  } finally {
    child.kill('SIGKILL');
    await said.close();
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

  // prom-client looks at the interface by itself.
  const ofTracing = (modules: readonly string[]) =>
    modules.filter((name) => /@opentelemetry\/(?!api\/)|src\/tracing\.ts$/.test(name));

  it('is not even loaded while nobody has said where traces go to', async () => {
    const modules = await modulesOfOneLife(scheme, {});
    expect(modules.some((name) => name.endsWith('src/app.module.ts'))).toBe(true);
    expect(ofTracing(modules)).toEqual([]);
    expect(receiver.paths).toEqual([]);
  });

  it('sends what it has when the process ends, and keeps to the sampler of the environment', async () => {
    const OTEL_EXPORTER_OTLP_ENDPOINT = receiver.address;
    const silent = { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' };
    expect(ofTracing(await modulesOfOneLife(scheme, silent)).length).toBeGreaterThan(3);
    expect(receiver.paths).toEqual([]);
    await modulesOfOneLife(scheme, { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME: 'lamps' });
    expect(receiver.named('GET /api/products')).not.toEqual([]);
    expect(receiver.resources[0]?.attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'lamps' } });
  });
});
