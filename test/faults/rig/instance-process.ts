import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Point, type PointFault, withDefaults } from './fault-points';
import type { FaultProxy } from './fault-proxy';
import { writePidFile } from '../../servers/server-process';
import { until } from '../../servers/until';

export interface Setting {
  readonly name: string;
  /** the folder that contains `dist` */
  readonly build: string;
  /** for its log and its pid file */
  readonly folder: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly toDatabase: FaultProxy;
  readonly toRedis: FaultProxy;
}

const START_LIMIT_MS = 30_000;

/** One instance of the application in a process of its own, with a proxy to the database and one to Redis. */
export class InstanceProcess {
  private child: ChildProcess | undefined;
  /** a sentence for each exit that no signal of the rig had caused */
  readonly unexpectedExits: string[] = [];
  private wasReady = false;
  private isTerminating = false;
  /** bytes in the log from before the last start */
  private logged = 0;
  private readonly faultCounts = new Map<unknown, number>();

  constructor(private readonly setting: Setting) {}

  get name(): string {
    return this.setting.name;
  }

  get address(): string {
    return `http://127.0.0.1:${this.setting.port}`;
  }

  get toDatabase(): FaultProxy {
    return this.setting.toDatabase;
  }

  get toRedis(): FaultProxy {
    return this.setting.toRedis;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get alive(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  /** Whether a load balancer would send requests: the process runs and has been ready since its start. */
  get serving(): boolean {
    return this.alive && this.wasReady;
  }

  /** Whether the process is stopped by SIGSTOP. */
  get frozen(): boolean {
    return this.alive && readFileSync(`/proc/${this.pid}/stat`, 'utf8').split(') ')[1]?.startsWith('T') === true;
  }

  async start(more: Readonly<Record<string, string>> = {}): Promise<void> {
    if (this.alive) return;
    this.wasReady = false;
    this.isTerminating = false;
    const { build, folder, name, port, environment, toDatabase, toRedis } = this.setting;
    const log = openSync(this.logFile, 'a');
    this.logged = fstatSync(log).size;
    const child = spawn(process.execPath, ['--require', join(__dirname, 'points.cjs'), 'dist/main.js'], {
      cwd: build,
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
      env: {
        PATH: process.env['PATH'],
        ...environment,
        DB_HOST: '127.0.0.1',
        DB_PORT: String(toDatabase.port),
        REDIS_HOST: '127.0.0.1',
        REDIS_PORT: String(toRedis.port),
        PORT: String(port),
        ...more,
      },
    });
    closeSync(log);
    child.on('error', () => undefined);
    child.on('message', ({ reached }: Record<string, unknown>) => {
      this.faultCounts.set(reached, (this.faultCounts.get(reached) ?? 0) + 1);
    });
    // One file per start, so that the launcher can stop what an aborted scenario has left.
    const pidFile = `${name}-${child.pid}`;
    if (child.pid !== undefined) writePidFile(folder, pidFile, { pid: child.pid, marker: 'points.cjs' });
    child.once('exit', (code, signal) => {
      rmSync(join(folder, `${pidFile}.pid`), { force: true });
      this.recordExit(code, signal);
    });
    this.child = child;
    await until(() => this.ready(), { what: name, limitMs: START_LIMIT_MS, alive: () => this.alive });
    this.wasReady = true;
  }

  async ready(): Promise<boolean> {
    const answer = await fetch(`${this.address}/health/ready`, { signal: AbortSignal.timeout(2000) });
    await answer.arrayBuffer();
    return answer.status === 200;
  }

  /** The sum of a metric over its labels, as Prometheus would read it. */
  async metric(name: string): Promise<number> {
    const answer = await fetch(`http://127.0.0.1:${this.setting.environment['METRICS_PORT']}/metrics`);
    const lines = (await answer.text())
      .split('\n')
      .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  /** So that only memory in use is measured. */
  async collectGarbage(): Promise<void> {
    await this.command({ collect: true });
  }

  /** Makes it derive the day from each instant as if that were so much later, until it ends; see `withDaysShifted`. */
  async shiftDays(shiftMs: number): Promise<void> {
    await this.command({ shiftDays: shiftMs });
  }

  /** Resolves when the instance has confirmed it. */
  async inject(fault: PointFault): Promise<void> {
    await this.command({ inject: withDefaults(fault) });
  }

  async removeFaults(): Promise<void> {
    await this.command({ removeFaults: true });
  }

  /** Continues what waits at this point. */
  async release(point: Point): Promise<void> {
    await this.command({ release: point });
  }

  /** Resolves when a point with an injected fault is reached, just before the fault happens. */
  async reached(point: Point): Promise<void> {
    await this.message((message) => message['reached'] === point);
  }

  /** How often injected faults have happened at these points, over all starts. */
  faultsAt(points: readonly Point[]): number {
    return points.reduce((sum, point) => sum + (this.faultCounts.get(point) ?? 0), 0);
  }

  async kill(): Promise<void> {
    await this.signal('SIGKILL');
  }

  /** Resolves when the process is dead, whatever killed it. */
  async dead(limitMs: number): Promise<void> {
    await until(() => !this.alive, { what: `${this.name} is dead`, limitMs });
  }

  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  thaw(): void {
    if (this.alive) process.kill(this.pid, 'SIGCONT');
  }

  /** Ends the process as an orchestrator does. */
  async terminate(): Promise<{ code: number | null; took: number }> {
    const start = performance.now();
    this.isTerminating = true;
    const code = await this.signal('SIGTERM');
    return { code, took: performance.now() - start };
  }

  async end(): Promise<void> {
    this.thaw();
    await this.kill();
  }

  /** The time of the last line logged since the start, by the instance's clock; throws while there is none. */
  lastLogged(): Date {
    const lines = readFileSync(this.logFile).subarray(this.logged).toString();
    const last = lines.trim().split('\n').at(-1) ?? '';
    return new Date((JSON.parse(last) as { time: number }).time);
  }

  private recordExit(code: number | null, signal: NodeJS.Signals | null): void {
    if (signal === 'SIGKILL' || this.isTerminating) return;
    this.unexpectedExits.push(`${this.name} exited unexpectedly (${signal ?? code})`);
  }

  private async signal(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.child;
    if (child === undefined || !this.alive) return null;
    const ended = once(child, 'exit');
    child.kill(signal);
    return ((await ended) as [number | null])[0];
  }

  private async command(message: object): Promise<void> {
    const confirmed = this.message((answer) => answer['confirmed'] !== undefined);
    this.child?.send(message);
    await confirmed;
  }

  private message(isIt: (message: Record<string, unknown>) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = this.child;
      if (child === undefined) throw new Error(`${this.name} is not running`);
      const onMessage = (message: unknown): void => {
        if (!isIt(message as Record<string, unknown>)) return;
        child.off('disconnect', onEnd);
        child.off('message', onMessage);
        resolve();
      };
      // Not `exit`: messages sent before it may be read after it.
      const onEnd = (): void => reject(new Error(`${this.name} has exited`));
      child.on('message', onMessage);
      child.once('disconnect', onEnd);
    });
  }

  private get logFile(): string {
    return join(this.setting.folder, `${this.name}.log`);
  }
}
