// Children of the launchers. Those that outlive a killed launcher are found again by their pid file, never by name.
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Account } from './services/account';

export interface LaunchOptions {
  /** where the pid file is kept */
  readonly folder: string;
  /** of the pid file */
  readonly name: string;
  /** a part of the child's command line that no other process has */
  readonly marker: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** the file for its output, which otherwise appears in the terminal */
  readonly log?: string;
  /** its standard input */
  readonly input?: string;
  readonly account?: Account | undefined;
  /** a folder in the system's temporary folder that is removed after the child has ended */
  readonly scratch?: string;
}

export interface Child {
  readonly pid: number;
  /** the exit code; 1 after a signal */
  readonly ended: Promise<number>;
  readonly isAlive: () => boolean;
  /** SIGTERM, and SIGKILL after the grace period */
  readonly stop: (graceMs: number) => Promise<void>;
}

interface PidFile {
  readonly pid: number;
  readonly marker: string;
  /** distinguishes a child from a later process with the same number */
  readonly startTime: string;
  readonly scratch?: string | undefined;
}

interface ProcessInfo {
  readonly commandLine: string;
  readonly group: number;
  readonly startTime: string;
}

let isStopping = false;

/** From now on `launch` throws: a launcher that is stopping its children must not start new ones. */
export function stopLaunching(): void {
  isStopping = true;
}

/** The child leads a process group of its own: Ctrl-C reaches only the launcher, which then stops everything in order. */
export function launch(options: LaunchOptions): Child {
  if (isStopping) throw new Error('the launcher is stopping');
  const { folder, name, marker, scratch } = options;
  const output = options.log === undefined ? 'inherit' : openSync(options.log, 'a', 0o600);
  const child = spawn(options.program, options.args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: [options.input === undefined ? 'ignore' : 'pipe', output, output],
    detached: true,
    ...options.account,
  });
  const { pid = 0 } = child;
  if (pid !== 0) writePidFile(folder, name, { pid, marker, scratch });
  if (typeof output === 'number') closeSync(output);
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.input);

  let isAlive = pid !== 0;
  const ended = new Promise<number>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  }).then((code) => {
    isAlive = false;
    rmSync(pidFile(folder, name), { force: true });
    removeScratch(scratch);
    return code;
  });
  const stop = async (graceMs: number): Promise<void> => {
    if (!isAlive) return;
    await stopProcess(-pid, () => isAlive || signalProcess(-pid, 0), graceMs);
    await ended;
  };
  return { pid, ended, isAlive: () => isAlive, stop };
}

/** By this file `stopOrphans` finds the process again. */
export function writePidFile(
  folder: string,
  name: string,
  { pid, marker, scratch }: Pick<PidFile, 'pid' | 'marker' | 'scratch'>,
): void {
  const startTime = processInfo(pid)?.startTime ?? '';
  writeFileSync(pidFile(folder, name), JSON.stringify({ pid, marker, startTime, scratch } satisfies PidFile));
}

/**
 * Stops what a killed launcher left running in this folder: the services after the processes that use them.
 *
 * @returns the names of the processes that were still running
 */
export async function stopOrphans(folder: string): Promise<string[]> {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.pid')) : [];
  const isService = (name: string): boolean => name === 'database.pid' || name === 'redis.pid';
  const stop = (name: string): Promise<string | undefined> => stopOrphan(join(folder, name));
  const users = await Promise.all(files.filter((name) => !isService(name)).map(stop));
  const services = await Promise.all(files.filter(isService).map(stop));
  return [...users, ...services].filter((name) => name !== undefined);
}

async function stopOrphan(path: string): Promise<string | undefined> {
  const file = readPidFile(path);
  const orphan = file === undefined ? undefined : processOf(file);
  if (file !== undefined && orphan !== undefined) {
    // What the orphan started is stopped with it, but a group that another process leads is left alone.
    const target = orphan.group === file.pid ? -file.pid : file.pid;
    // InnoDB may need a while to write its pages back.
    await stopProcess(target, () => processOf(file) !== undefined, 30_000);
  }
  rmSync(path, { force: true });
  removeScratch(file?.scratch);
  return orphan === undefined ? undefined : basename(path, '.pid');
}

async function stopProcess(target: number, isRunning: () => boolean, graceMs: number): Promise<void> {
  const end = performance.now() + graceMs;
  signalProcess(target, 'SIGTERM');
  while (isRunning() && performance.now() < end) await pause(20);
  if (isRunning()) signalProcess(target, 'SIGKILL');
  // Not for ever: a dead process keeps its number until its parent collects its exit code.
  for (let tries = 0; isRunning() && tries < 100; tries += 1) await pause(20);
}

/**
 * Signals a process, or with a negative number the group that it leads. The numbers 1, 0 and -1 are refused: they mean
 * the init process, the launcher's own group, and every process of the machine.
 *
 * @returns whether there was such a process
 */
export function signalProcess(target: number, signal: NodeJS.Signals | 0): boolean {
  if (!isPid(Math.abs(target))) throw new Error(`${target} is not a process that can be signalled`);
  try {
    return process.kill(target, signal);
  } catch {
    return false;
  }
}

/** The process of this file, unless it has ended and its number belongs to another one. */
function processOf({ pid, marker, startTime }: PidFile): ProcessInfo | undefined {
  const info = processInfo(pid);
  return info?.startTime === startTime && info.commandLine.includes(marker) ? info : undefined;
}

function processInfo(pid: number): ProcessInfo | undefined {
  try {
    return existsSync('/proc/self/stat') ? infoFromProc(pid) : infoFromPs(pid);
  } catch {
    return undefined;
  }
}

function infoFromProc(pid: number): ProcessInfo {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in parentheses, which may hold spaces; the third one follows the last of them.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): string => fields[number - 3] ?? '';
  const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  return { commandLine, group: Number(field(5)), startTime: field(22) };
}

function infoFromPs(pid: number): ProcessInfo | undefined {
  const args = ['-o', 'pgid=', '-o', 'lstart=', '-o', 'args=', '-p', String(pid)];
  const line = execFileSync('ps', args, { encoding: 'utf8', stdio: 'pipe', env: { ...process.env, LC_ALL: 'C' } });
  const [, group, startTime, commandLine] = /^\s*(\d+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)/s.exec(line) ?? [];
  if (startTime === undefined || commandLine === undefined) return undefined;
  return { commandLine, group: Number(group), startTime };
}

/** @returns the words of the command line, or '' when there is no such process */
export function commandLine(pid: number): string {
  return (isPid(pid) ? processInfo(pid)?.commandLine : undefined) ?? '';
}

const isPid = (pid: unknown): pid is number => typeof pid === 'number' && Number.isInteger(pid) && pid > 1;

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

const pidFile = (folder: string, name: string): string => join(folder, `${name}.pid`);

/** @returns nothing when the file is damaged: a wrong number or an empty marker would fit processes of others */
function readPidFile(path: string): PidFile | undefined {
  try {
    const { pid, marker, startTime, scratch } = JSON.parse(readFileSync(path, 'utf8')) as Partial<PidFile>;
    if (!isPid(pid) || !isText(marker) || !isText(startTime)) return undefined;
    return { pid, marker, startTime, scratch };
  } catch {
    return undefined;
  }
}

/** Only a folder that a launcher may have made: the path comes from a file. */
function removeScratch(folder: string | undefined): void {
  if (folder === undefined || !/^hotdeal-\w+$/.test(basename(folder))) return;
  if ([tmpdir(), '/tmp'].includes(dirname(folder))) rmSync(folder, { recursive: true, force: true });
}
