// A service counts as ready when it has accepted a connection, authenticated it and answered.
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { LauncherError, messageOf } from '../terminal';
import type { DatabaseAddress, RedisAddress } from './service-request';

interface WaitLimits {
  readonly what: string;
  readonly seconds: number;
  readonly isAlive?: () => boolean;
}

/**
 * Repeats `attempt` until it returns nothing. What it returns otherwise is the reason for waiting; it throws a
 * LauncherError where waiting cannot help.
 */
export async function waitUntil(
  attempt: () => Promise<string | undefined>,
  { what, seconds, isAlive = () => true }: WaitLimits,
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  for (let wait = 20; ; wait = Math.min(wait * 1.5, 500)) {
    const missing = await attempt().catch((failure: unknown) => {
      if (failure instanceof LauncherError) throw failure;
      return messageOf(failure);
    });
    if (missing === undefined) return;
    if (!isAlive()) throw new LauncherError(`${what} ended while starting`);
    if (performance.now() > end) throw new LauncherError(`${what} does not answer (${missing})`);
    await pause(wait);
  }
}

/** Waits for the database, and creates the schema if it is missing and the account may create it. */
export async function waitForDatabase(
  address: DatabaseAddress,
  limits: WaitLimits,
  schema?: string,
): Promise<{ readonly version: string }> {
  let version = '';
  await waitUntil(async () => {
    version = await databaseVersion(address, schema);
    return undefined;
  }, limits);
  return { version };
}

/** @returns the server's version */
export async function databaseVersion(address: DatabaseAddress, schema?: string): Promise<string> {
  const { host, port, username: user, password } = address;
  const connection = await createConnection({ host, port, user, password, connectTimeout: 3000 });
  // A server that dies now is reported by the query, not by an unhandled event.
  connection.on('error', () => undefined);
  try {
    const [rows] = await connection.query<RowDataPacket[]>('SELECT VERSION() AS version');
    if (schema !== undefined) {
      await connection.query('CREATE DATABASE IF NOT EXISTS ?? CHARACTER SET utf8mb4', [schema]).catch(() => undefined);
      await connection.query('USE ??', [schema]);
    }
    return String(rows[0]?.['version']);
  } finally {
    connection.destroy();
  }
}

/** @returns the reason why this Redis is not ready, or nothing */
export function pingRedis({ host, port, password }: RedisAddress): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: 3000 });
    const finish = (missing: string | undefined): void => {
      resolve(missing);
      socket.destroy();
    };
    let reply = '';
    socket.once('connect', () => {
      if (password !== '') socket.write(redisCommand('AUTH', password));
      socket.write(redisCommand('PING'));
    });
    socket.on('data', (chunk) => {
      reply += String(chunk);
      if (/^\+PONG\r$/m.test(reply)) finish(undefined);
      else if (/^-.*\r$/m.test(reply)) finish(reply.slice(1).split('\r')[0]);
    });
    socket.once('timeout', () => finish('no answer within 3 s'));
    socket.once('close', () => finish('the connection was closed'));
    socket.once('error', reject);
  });
}

function redisCommand(...words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
