import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../test/servers/servers';
import { until } from '../../test/servers/until';
import { writePidFile } from '../../tools/processes';
import { productionOptions } from './production-options';

const bench = join(__dirname, '..');
const START_LIMIT_MS = 60_000;
/** Production's, but for limits set so high that the load is let through. */
export const SETTINGS = { NODE_ENV: 'production', RATE_LIMIT_SCALE: '1000' };

export interface Memory {
  readonly heapUsed: number;
  readonly rss: number;
  readonly handles: number;
}

/**
 * The application as `npm run start:prod` runs it; the routes of the bench are loaded beside its own.
 */
export class ShopServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly address: string,
    readonly metricsAddress: string,
    readonly scheme: string,
  ) {}

  static async start(folder: string, scheme: string, variables: Record<string, string>): Promise<ShopServer> {
    const [port, metricsPort] = await Promise.all([freePort(), freePort()]);
    // The log goes where a service's log goes: into a file.
    const log = openSync(join(folder, 'server.log'), 'a');
    const child = fork(join(bench, '..', 'dist', 'main.js'), {
      execArgv: [
        ...productionOptions(),
        ...(process.env['BENCH_NODE_OPTIONS'] ?? '').split(' ').filter((option) => option !== ''),
        '--require',
        join(bench, '..', 'tools', 'typescript.cjs'),
        '--require',
        join(bench, 'server', 'extra-routes.ts'),
      ],
      cwd: folder,
      stdio: ['ignore', log, log, 'ipc'],
      env: {
        ...process.env,
        ...SETTINGS,
        DB_SCHEME: scheme,
        PORT: String(port),
        METRICS_PORT: String(metricsPort),
        ...variables,
      },
    });
    closeSync(log);
    if (child.pid !== undefined) writePidFile(folder, 'server', { pid: child.pid, marker: 'dist/main.js' });
    const address = `http://127.0.0.1:${port}`;
    const ready = async (): Promise<boolean> => (await fetch(`${address}/health/ready`)).status === 200;
    await until(ready, { what: 'the server', limitMs: START_LIMIT_MS, alive: () => child.exitCode === null });
    return new ShopServer(child, address, `http://127.0.0.1:${metricsPort}/metrics`, scheme);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** After a collection. */
  async memory(): Promise<Memory> {
    const told = this.told<Memory>('heapUsed');
    this.child.send({ memory: true });
    return told;
  }

  /** When the commit of the next hot deal was answered, ns of the monotonic clock. Ask before it is created. */
  async committedAt(): Promise<bigint> {
    return BigInt((await this.told<{ readonly committedAt: string }>('committedAt')).committedAt);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }

  /** The next message that has this property. */
  private told<Message extends object>(property: keyof Message): Promise<Message> {
    return new Promise((resolve) => {
      const hear = (message: object): void => {
        if (!(property in message)) return;
        this.child.off('message', hear);
        resolve(message as Message);
      };
      this.child.on('message', hear);
    });
  }
}
