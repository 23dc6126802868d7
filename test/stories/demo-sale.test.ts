import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerOf, openShop, type Shop } from '@hotdeal/client';
import { Database } from '#platform/database/database';
import type { PaymentSimulator } from '../../tools/pg/payment-simulator';
import { LiveShop } from '../support/live-shop';
import { openSimulator, variablesOf } from '../support/payment-simulator';
import { until } from '../support/until';

// Each run is a process that compiles its sources, and hashes the passwords of its accounts several times.
jest.setTimeout(180_000);

const projectFolder = join(__dirname, '..', '..');
const ADMINISTRATOR = { email: 'administrator@example.com', password: 'password123' };

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exitCode: Promise<number>;
}

describe('npm run demo', () => {
  let live: LiveShop;
  let shop: Shop;
  let home: string;
  let ownProduct: number;
  let launcher: ChildProcess;

  beforeAll(async () => {
    live = await LiveShop.open({ variables: { RATE_LIMIT_SCALE: '1000' } });
    shop = openShop({ baseUrl: live.url });
    await shop.login.logIn(ADMINISTRATOR);
    const body = {
      productName: 'Lamp',
      productDescription: 'It shines.',
      productPrice: 50_000,
      productImageUrl: `${live.url}/icon.svg`,
      productCategory: 'HOME_LIVING' as const,
    };
    ownProduct = (await answerOf(shop.api.POST('/api/products', { body }))).productId;
    home = mkdtempSync(join(tmpdir(), 'hotdeal demo '));
    // As the `npm start` of this shop writes it. The file counts while its launcher runs, here a process of that name.
    launcher = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 60_000)', 'tools/run.mjs', 'start']);
    const running = { launcher: launcher.pid, environment: { PORT: new URL(live.url).port } };
    writeFileSync(join(home, 'running.json'), JSON.stringify(running));
  });

  afterAll(async () => {
    launcher.kill();
    rmSync(home, { recursive: true, force: true });
    await live.close();
  });

  function demo(...args: string[]): Run {
    const { email, password } = ADMINISTRATOR;
    const child = spawn(process.execPath, ['tools/run.mjs', 'demo', '--accounts', '10', ...args], {
      cwd: projectFolder,
      env: { ...process.env, PORT: '1', HOTDEAL_HOME: home, ADMIN_EMAIL: email, ADMIN_PASSWORD: password },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
    return { child, output: () => output, exitCode: once(child, 'exit').then(([code]) => code as number) };
  }

  const productIds = async (): Promise<number[]> =>
    (await answerOf(shop.api.GET('/api/products', { params: { query: { limit: 100 } } }))).items.map(
      ({ productId }) => productId,
    );

  const ordersWith = async (status: string): Promise<number> =>
    (await live.get(Database).query('SELECT order_id FROM orders WHERE status = ?', [status])).length;

  const openAccounts = async (): Promise<number> => {
    const { items } = await answerOf(
      shop.api.GET('/api/admin/accounts', { params: { query: { status: 'active', limit: 100 } } }),
    );
    return items.length;
  };

  it('finds the running shop, says what it will do, sells every unit once, and leaves only cancelled orders', async () => {
    const run = demo('--products', '150');
    expect([await run.exitCode, run.output()]).toEqual([0, expect.stringContaining('Exact: every unit was sold once')]);
    expect(run.output()).toContain(`The demo on http://127.0.0.1:${new URL(live.url).port}`);
    expect(run.output()).toContain('creates 150 demo products in the category OTHER');
    expect(await productIds()).toEqual([ownProduct]);
    expect(await ordersWith('ORDER_SUCCESS')).toBe(0);
    expect(await ordersWith('ORDER_CANCELLED')).toBe(100);
    expect(await openAccounts()).toBe(1);
  });

  it('deletes what it has made so far when it is interrupted', async () => {
    const run = demo('--products', '10000');
    await until(async () => (await productIds()).length > 50);
    run.child.kill('SIGINT');
    expect(await run.exitCode).toBe(130);
    expect(await productIds()).toEqual([ownProduct]);
  });

  it('leaves its products with --keep, until a run without it', async () => {
    const kept = demo('--keep', '--products', '30');
    expect([await kept.exitCode, kept.output()]).toEqual([0, expect.stringContaining('--keep deletes them')]);
    expect(await productIds()).toHaveLength(31);
    expect(await demo('--products', '30').exitCode).toBe(0);
    expect(await productIds()).toEqual([ownProduct]);
    expect(readFileSync(join(home, 'demo-sale.json'), 'utf8')).toBe('{}');
  });
});

describe('npm run demo, with a shop whose orders are to be paid', () => {
  let simulator: PaymentSimulator;
  let live: LiveShop;
  let home: string;

  beforeAll(async () => {
    simulator = await openSimulator();
    live = await LiveShop.open({ variables: { ...variablesOf(simulator), RATE_LIMIT_SCALE: '1000' } });
    home = mkdtempSync(join(tmpdir(), 'hotdeal demo '));
  });

  afterAll(async () => {
    rmSync(home, { recursive: true, force: true });
    await live.close();
    await simulator.close();
  });

  async function demo(url: string, ...args: string[]): Promise<[code: number, output: string]> {
    const { email, password } = ADMINISTRATOR;
    const child = spawn(process.execPath, ['tools/run.mjs', 'demo', '--products', '5', '--url', url, ...args], {
      cwd: projectFolder,
      env: {
        ...process.env,
        HOTDEAL_HOME: home,
        ADMIN_EMAIL: email,
        ADMIN_PASSWORD: password,
        TOSS_API: simulator.address,
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
    const [code] = (await once(child, 'exit')) as [number];
    return [code, output];
  }

  it('pays for every unit, agrees with the simulator to the won, and has everything paid back at its end', async () => {
    // Each account may have ten orders that wait for their payment: the ten have just enough.
    const [code, output] = await demo(live.url, '--accounts', '10');
    expect([code, output]).toEqual([0, expect.stringContaining('Exact: every unit was sold once')]);
    expect(output).toMatch(/✓ Won that the simulator took for the orders *│ *[1-9]\d*/);
    const refunds = (state: string): Promise<unknown[]> =>
      live.get(Database).query('SELECT refund_id FROM refunds WHERE state = ?', [state]);
    await until(async () => (await refunds('DONE')).length === 100);
    expect(simulator.view().totals).toMatchObject({ kept: 0, captured: expect.any(Number) as number });
  });

  it('makes nothing in a shop that takes real payments', async () => {
    const real = await LiveShop.open({ variables: { PAYMENTS: 'on' } });
    const [code, output] = await demo(real.url);
    expect([code, output]).toEqual([1, expect.stringContaining('takes real payments')]);
    const { items } = await answerOf(openShop({ baseUrl: real.url }).api.GET('/api/products'));
    expect(items).toEqual([]);
    await real.close();
  });
});
