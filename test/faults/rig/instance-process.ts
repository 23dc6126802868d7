import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Armed, completed, type Point } from './armed';
import type { FaultProxy } from './fault-proxy';
import { writePidFile } from '../../servers/server-process';
import { until } from '../../servers/until';

export interface Setting {
  readonly name: string;
  /** the folder that holds `dist` */
  readonly build: string;
  /** for its log and its pid file */
  readonly folder: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly toDatabase: FaultProxy;
  readonly toRedis: FaultProxy;
}

const START_LIMIT_MS = 30_000;

/** One instance of the application, in a process of its own, with its own wires to the database and to Redis. */
export class InstanceProcess {
  private child: ChildProcess | undefined;
  /** each time that it ended though nobody had killed it or told it to */
  readonly ends: string[] = [];
  private wasReady = false;
  private isToldToEnd = false;
  /** bytes in its log from before this life */
  private logged = 0;
  private readonly actions = new Map<unknown, number>();

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

  /** Whether a balancer would send it requests: it lives, and has been ready since it was started. */
  get serving(): boolean {
    return this.alive && this.wasReady;
  }

  /** Whether it has been stopped by SIGSTOP, by itself or by others. */
  get frozen(): boolean {
    return this.alive && readFileSync(`/proc/${this.pid}/stat`, 'utf8').split(') ')[1]?.startsWith('T') === true;
  }

  async start(more: Readonly<Record<string, string>> = {}): Promise<void> {
    if (this.alive) return;
    this.wasReady = false;
    this.isToldToEnd = false;
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
      this.actions.set(reached, (this.actions.get(reached) ?? 0) + 1);
    });
    // One for each life: the launcher stops what a scenario that was given up has left.
    const pidFile = `${name}-${child.pid}`;
    if (child.pid !== undefined) writePidFile(folder, pidFile, { pid: child.pid, marker: 'points.cjs' });
    child.once('exit', (code, signal) => {
      rmSync(join(folder, `${pidFile}.pid`), { force: true });
      this.noteEnd(code, signal);
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

  /** Frees what nobody holds any more, so that the rest can be measured. */
  async collectGarbage(): Promise<void> {
    await this.tell({ collect: true }, 'heard');
  }

  /** Ends when the instance knows it. */
  async arm(armed: Armed): Promise<void> {
    await this.tell({ arm: completed(armed) }, 'heard');
  }

  async disarm(): Promise<void> {
    await this.tell({ disarm: true }, 'heard');
  }

  /** Lets go who waits at this point. */
  async release(point: Point): Promise<void> {
    await this.tell({ release: point }, 'heard');
  }

  /** Ends when it has come to a point at which it was told to do something, just before it does that. */
  async reached(point: Point): Promise<void> {
    await this.message((message) => message['reached'] === point);
  }

  /** How often it has done what it was told at these points, all its lives together. */
  acted(points: readonly Point[]): number {
    return points.reduce((sum, point) => sum + (this.actions.get(point) ?? 0), 0);
  }

  async kill(): Promise<void> {
    await this.signal('SIGKILL');
  }

  /** Ends when it is dead, whoever killed it. */
  async dead(limitMs: number): Promise<void> {
    await until(() => !this.alive, { what: `${this.name} is dead`, limitMs });
  }

  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  thaw(): void {
    if (this.alive) process.kill(this.pid, 'SIGCONT');
  }

  /** As an orchestrator ends it. Answers the exit code and the milliseconds that it took. */
  async terminate(): Promise<{ code: number | null; took: number }> {
    const start = performance.now();
    this.isToldToEnd = true;
    const code = await this.signal('SIGTERM');
    return { code, took: performance.now() - start };
  }

  async end(): Promise<void> {
    this.thaw();
    await this.kill();
  }

  /** The time of the last line that it has logged in this life, by its own clock; throws while there is none. */
  lastLogged(): Date {
    const lines = readFileSync(this.logFile).subarray(this.logged).toString();
    const last = lines.trim().split('\n').at(-1) ?? '';
    return new Date((JSON.parse(last) as { time: number }).time);
  }

  private noteEnd(code: number | null, signal: NodeJS.Signals | null): void {
    if (signal !== 'SIGKILL' && !this.isToldToEnd) this.ends.push(`${this.name} ended by itself (${signal ?? code})`);
  }

  private async signal(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.child;
    if (child === undefined || !this.alive) return null;
    const ended = once(child, 'exit');
    child.kill(signal);
    return ((await ended) as [number | null])[0];
  }

  private async tell(order: object, answer: string): Promise<void> {
    const heard = this.message((message) => message[answer] !== undefined);
    this.child?.send(order);
    await heard;
  }

  private message(isIt: (message: Record<string, unknown>) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = this.child;
      if (child === undefined) throw new Error(`${this.name} does not run`);
      const onMessage = (message: unknown): void => {
        if (!isIt(message as Record<string, unknown>)) return;
        child.off('disconnect', onEnd);
        child.off('message', onMessage);
        resolve();
      };
      // Not the exit: what it has said before may be read after that.
      const onEnd = (): void => reject(new Error(`${this.name} ended`));
      child.on('message', onMessage);
      child.once('disconnect', onEnd);
    });
  }

  private get logFile(): string {
    return join(this.setting.folder, `${this.name}.log`);
  }
}
