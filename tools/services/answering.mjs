// A service counts as found when it has let us in: connected, authenticated and answered.
import { connect } from 'node:net';
import { reason, Unable } from '../say.mjs';

const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * @param {() => Promise<string | undefined>} attempt what is missing, or nothing; throws Unable where waiting is in vain
 * @param {{ what: string, seconds: number, alive?: () => boolean }} limits
 */
export async function until(attempt, { what, seconds, alive = () => true }) {
  const end = performance.now() + seconds * 1000;
  for (let wait = 20; ; wait = Math.min(wait * 1.5, 500)) {
    const missing = await attempt().catch((failure) => {
      if (failure instanceof Unable) throw failure;
      return reason(failure);
    });
    if (missing === undefined) return;
    if (!alive()) throw new Unable(`${what} ended while starting`);
    if (performance.now() > end) throw new Unable(`${what} does not answer (${missing})`);
    await pause(wait);
  }
}

/**
 * @param {import('./found.mjs').Database} address
 * @param {string} [schema] made when it is missing and the account may
 * @returns {Promise<string>} the server's version
 */
export async function askDatabase(address, schema) {
  const { default: mysql } = await import('mysql2/promise');
  const connection = await mysql.createConnection({
    host: address.host,
    port: address.port,
    user: address.username,
    password: address.password,
    connectTimeout: 3000,
  });
  // A server that dies under us is reported by the query, not by an unhandled event.
  connection.on('error', () => undefined);
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version');
    if (schema !== undefined) {
      await connection.query('CREATE DATABASE IF NOT EXISTS ?? CHARACTER SET utf8mb4', [schema]).catch(() => undefined);
      await connection.query('USE ??', [schema]);
    }
    return rows[0].version;
  } finally {
    connection.destroy();
  }
}

/**
 * @param {import('./found.mjs').Redis} address
 * @returns {Promise<string | undefined>} what is missing, or nothing
 */
export function askRedis(address) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address.host, port: address.port, timeout: 3000 });
    let answer = '';
    socket.once('connect', () => {
      if (address.password !== '') socket.write(command('AUTH', address.password));
      socket.write(command('PING'));
    });
    socket.on('data', (chunk) => {
      answer += chunk;
      if (/^\+PONG\r$/m.test(answer)) finish(undefined);
      else if (/^-.*\r$/m.test(answer)) finish(answer.slice(1).split('\r')[0]);
    });
    socket.once('timeout', () => finish('no answer within 3 s'));
    socket.once('close', () => finish('the connection was closed'));
    socket.once('error', reject);
    const finish = (/** @type {string | undefined} */ missing) => {
      resolve(missing);
      socket.destroy();
    };
  });
}

/** @param {string[]} words */
function command(...words) {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
