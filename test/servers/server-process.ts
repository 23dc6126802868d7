import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writePidFile } from '../../tools/processes';
import { until } from './until';

export { writePidFile };

export interface Program {
  /** of the pid file, by which the launcher finds what a killed run left running */
  readonly name: string;
  readonly folder: string;
  readonly path: string;
  readonly arguments: readonly string[];
  /** a part of its command line that no other process has; its path if left out */
  readonly marker?: string;
  /** in addition to that of this process */
  readonly environment?: Readonly<Record<string, string>>;
  /** throws until the server answers */
  readonly answers: () => Promise<unknown>;
}

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 20_000;

/** A server program of this machine that can be killed, frozen, and started again on the same data. */
export class ServerProcess {
  private child: ChildProcess | undefined;

  constructor(private readonly program: Program) {}

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get alive(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  async start(): Promise<void> {
    if (this.alive) return;
    const { name, folder, path, marker = path, environment, answers } = this.program;
    const log = openSync(join(folder, `${name}.log`), 'a');
    const child = spawn(path, this.program.arguments, {
      stdio: ['ignore', log, log],
      cwd: folder,
      detached: true,
      env: { ...process.env, ...environment },
    });
    closeSync(log);
    this.child = child;
    if (child.pid !== undefined) writePidFile(folder, name, { pid: child.pid, marker });
    await until(answers, { what: name, limitMs: START_LIMIT_MS, alive: () => this.alive });
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  thaw(): void {
    if (this.alive) process.kill(this.pid, 'SIGCONT');
  }

  async stop(): Promise<void> {
    this.thaw();
    const late = setTimeout(() => this.child?.kill('SIGKILL'), STOP_LIMIT_MS);
    await this.end('SIGTERM');
    clearTimeout(late);
    rmSync(this.pidFile, { force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (child === undefined || !this.alive) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  private get pidFile(): string {
    return join(this.program.folder, `${this.program.name}.pid`);
  }
}
