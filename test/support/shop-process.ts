import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(__dirname, '../..');
const EVALUATE = ['-r', './test/support/typescript.cjs', '-e'];

/** Runs this code, which can require the sources, in a separate process. @returns its output */
export async function outputOf(code: string, variables: Record<string, string>): Promise<string> {
  const child = spawnCode(code, variables);
  const lines: string[] = [];
  if (child.stdout !== null) for await (const line of createInterface(child.stdout)) lines.push(line);
  return lines.join('\n');
}

/** An instance of the application in a separate process, which a test can kill. */
export class ShopProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly address: string,
  ) {}

  static async start(port: number, variables: Record<string, string>): Promise<ShopProcess> {
    const code = `require('./test/support/kafka-controller.ts').patchControllerLookup(); require('./src/main.ts');`;
    const child = spawnCode(code, { ...variables, PORT: String(port), METRICS_PORT: '0' });
    const address = `http://127.0.0.1:${port}`;
    for (let isReady = false; !isReady && child.exitCode === null;) {
      isReady = await fetch(`${address}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    }
    if (child.exitCode !== null) throw new Error('The instance did not start');
    return new ShopProcess(child, address);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}

function spawnCode(code: string, variables: Record<string, string>): ChildProcess {
  const env = { ...process.env, LOG_LEVEL: 'silent', ...variables };
  return spawn(process.execPath, [...EVALUATE, code], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
}
