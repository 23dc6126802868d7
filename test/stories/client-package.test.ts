import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { answerOf, openShop } from '@hotdeal/client';
import type { PaymentSimulator } from '../../tools/pg/payment-simulator';
import { LiveShop } from '../support/live-shop';
import { openSimulator, variablesOf } from '../support/payment-simulator';
import { until } from '../support/until';

const PROJECT = join(__dirname, '..', '..');
const CLIENT = join(PROJECT, 'client');
const PASSWORD = 'password123';
/** The id of the product that the example orders. */
const ORDERED = 7;
/** Allows for two compilations on a busy machine. */
const SLOWEST_MS = 180_000;
const run = promisify(execFile);

describe('the package of the client', () => {
  let simulator: PaymentSimulator;
  let server: LiveShop;
  let folder: string;

  beforeAll(async () => {
    simulator = await openSimulator();
    server = await LiveShop.open({ variables: variablesOf(simulator) });
    folder = mkdtempSync(join(tmpdir(), 'hotdeal-client-'));
    await install(folder);
  }, SLOWEST_MS);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await server.close();
    await simulator.close();
  });

  it(
    'runs and compiles the example of its README without the sources, and its order is paid',
    async () => {
      const productId = await createLamps(server.url);
      await server.signUp('buyer@example.com');
      const [, example = ''] = /```ts\n(.*?)```/s.exec(readFileSync(join(CLIENT, 'README.md'), 'utf8')) ?? [];
      expect(productId).toBe(ORDERED);
      const here = example.replace('https://shop.example', server.url);
      writeFileSync(join(folder, 'example.mts'), here);
      writeFileSync(join(folder, 'example.mjs'), here);
      const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--lib', 'es2022,dom'];
      const compiler = join(PROJECT, 'node_modules', 'typescript', 'bin', 'tsc');
      const checked = run(process.execPath, [compiler, ...options, 'example.mts'], { cwd: folder });
      expect(await outputOf('example.mjs', folder, /Order \d+: \w+/)).toBe('Order 1: ORDER_SUCCESS');
      expect((await checked).stdout).toBe('');
    },
    SLOWEST_MS,
  );
});

/** Installs as npm does from the registry: the packed files of a clean copy, beside their dependencies. */
async function install(folder: string): Promise<void> {
  const copy = join(folder, 'copy');
  cpSync(CLIENT, copy, { recursive: true, filter: (path) => !/[/\\](dist|node_modules)$/.test(path) });
  const { dependencies } = JSON.parse(readFileSync(join(CLIENT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of [...Object.keys(dependencies), 'typescript', '.bin'])
    symlinkSync(join(PROJECT, 'node_modules', name), inFolder(join(folder, 'node_modules', name)));
  const { stdout } = await run('npm', ['pack', '--json', '--silent', '--pack-destination', folder], { cwd: copy });
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('['))) as { filename: string }[];
  const installed = join(folder, 'node_modules', '@hotdeal', 'client');
  mkdirSync(installed, { recursive: true });
  await run('tar', ['xzf', join(folder, packed?.filename ?? ''), '--strip-components=1', '-C', installed]);
  rmSync(copy, { recursive: true });
}

function inFolder(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

/** Creates products up to the id of the example. */
async function createLamps(baseUrl: string): Promise<number> {
  const { api, login } = openShop({ baseUrl });
  await login.logIn({ email: 'administrator@example.com', password: PASSWORD });
  const body = {
    productName: 'Lamp',
    productDescription: 'It shines.',
    productPrice: 12_000,
    productImageUrl: 'https://shop.example/lamp.jpg',
    productCategory: 'HOME_LIVING' as const,
  };
  let last = 0;
  while (last < ORDERED) last = (await answerOf(api.POST('/api/products', { body }))).productId;
  const params = { path: { productId: last }, query: { quantity: 1 } };
  await answerOf(api.POST('/api/stocks/product/{productId}/increase', { params }));
  return last;
}

/** Returns the first output of the program that matches; the program itself never ends. */
async function outputOf(file: string, folder: string, pattern: RegExp): Promise<string | undefined> {
  const program = spawn(process.execPath, [join(folder, file)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  program.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  try {
    await until(async () => pattern.test(output) || program.exitCode !== null);
    return pattern.exec(output)?.[0];
  } finally {
    program.kill('SIGKILL');
  }
}
