import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../test/servers/servers';
import { until } from '../../test/servers/until';
import { writePidFile } from '../../tools/processes';

const bench = join(__dirname, '..');
const START_LIMIT_MS = 60_000;
/** The settings of production, except for rate limits that are too high to refuse the load. */
export const SETTINGS = { NODE_ENV: 'production', RATE_LIMIT_SCALE: '1000' };

export interface Memory {
  readonly heapUsed: number;
  readonly rss: number;
  readonly handles: number;
}

/** The options of Node in `npm run start:prod`, which servers for comparison get as well. */
export function productionOptions(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(bench, '..', 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  return scripts['start:prod']?.split(' ').filter((word) => word.startsWith('--')) ?? [];
}

/**
 * The application as `npm run start:prod` runs it, with the additional routes of the bench.
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
    // As in production, the log goes to a file.
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

  /** After a garbage collection. */
  async memory(): Promise<Memory> {
    const memory = this.message<Memory>('heapUsed');
    this.child.send({ memory: true });
    return memory;
  }

  /** When the commit of the next hot deal is answered, in ns on the monotonic clock. To be called before its creation. */
  async committedAt(): Promise<bigint> {
    return BigInt((await this.message<{ readonly committedAt: string }>('committedAt')).committedAt);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }

  /** The next message that has this property. */
  private message<Message extends object>(property: keyof Message): Promise<Message> {
    return new Promise((resolve) => {
      const onMessage = (message: object): void => {
        if (!(property in message)) return;
        this.child.off('message', onMessage);
        resolve(message as Message);
      };
      this.child.on('message', onMessage);
    });
  }
}
