// One-off programs: bounded in time, their output kept in a log and shown only when they fail.
import { spawn } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { Unable } from './say.mjs';

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ seconds: number, log?: string, cwd?: string, env?: NodeJS.ProcessEnv, account?: { uid: number, gid: number } }} options
 * @returns {Promise<string>} what it printed
 */
export async function execute(program, args, options) {
  let output = '';
  const code = await new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      ...options.account,
    });
    const tooLong = setTimeout(() => {
      output += `\nstopped after ${options.seconds} s`;
      signalGroup(child.pid, 'SIGTERM');
      setTimeout(() => signalGroup(child.pid, 'SIGKILL'), 5000).unref();
    }, options.seconds * 1000);
    const withLauncher = () => signalGroup(child.pid, 'SIGTERM');
    process.once('exit', withLauncher);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const finish = (/** @type {number | string} */ result) => {
      clearTimeout(tooLong);
      process.off('exit', withLauncher);
      resolve(result);
    };
    child.once('error', (failure) => finish(failure.message));
    child.once('close', (status, signal) => finish(status ?? signal ?? 1));
  });
  if (options.log !== undefined) {
    writeFileSync(options.log, '', { flag: 'a', mode: 0o600 });
    appendFileSync(options.log, `$ ${[program, ...args].join(' ')}\n${output}\n`);
  }
  if (code === 0) return output;
  // What a program says about its failure stands among its first errors or at its end.
  const lines = output.trim().split('\n');
  const errors = lines.filter((line) => /error/i.test(line)).slice(0, 6);
  const tail = (errors.length > 0 ? errors : lines.slice(-12)).join('\n  ');
  throw new Unable(`${[program, ...args].join(' ')} failed (${code})${tail === '' ? '' : `:\n  ${tail}`}`);
}

/**
 * @param {number | undefined} pid
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // it has already ended
  }
}
