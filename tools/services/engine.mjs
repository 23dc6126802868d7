// Speaks to a Docker engine over its HTTP interface: does one answer, and does it have, or can it get, our images?
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { given } from '../environment.mjs';
import { Unable } from '../say.mjs';

export const images = { database: 'mysql:8.4', redis: 'redis:7-alpine' };

const pullSeconds = 120;

/**
 * @typedef {object} Engine
 * @property {string} address as DOCKER_HOST takes it
 * @property {import('node:http').RequestOptions} where
 */

/** @returns {Promise<Engine | undefined>} the first engine that answers */
export async function findEngine() {
  for (const address of addresses()) {
    const where = options(address);
    if (where === undefined) continue;
    const ping = await ask({ address, where }, 'GET', '/_ping', 3).catch(() => undefined);
    if (ping?.status === 200) return { address, where };
  }
  return undefined;
}

/**
 * @param {Engine} engine
 * @param {string} image
 */
export async function hasImage(engine, image) {
  return (await ask(engine, 'GET', `/images/${image}/json`, 10)).status === 200;
}

/**
 * @param {Engine} engine
 * @param {string} image with its tag
 */
export async function pull(engine, image) {
  const [name = '', tag = ''] = image.split(':');
  const path = `/images/create?fromImage=${encodeURIComponent(name)}&tag=${encodeURIComponent(tag)}`;
  const { status, body } = await ask(engine, 'POST', path, pullSeconds);
  // A pull that fails half-way says so in its last lines, under status 200.
  if (status === 200 && (await hasImage(engine, image))) return;
  const [, quoted = `"status ${status}"`] = /"(?:error|message)":("(?:[^"\\]|\\.)*")/.exec(body) ?? [];
  throw new Unable(`image ${image}: ${JSON.parse(quoted)}`);
}

/** @returns {string[]} */
function addresses() {
  const wanted = given('DOCKER_HOST');
  if (wanted !== undefined) return [wanted];
  const runtime = process.env.XDG_RUNTIME_DIR;
  const sockets = [
    '/var/run/docker.sock',
    ...(runtime === undefined ? [] : [join(runtime, 'docker.sock')]),
    join(homedir(), '.docker/run/docker.sock'),
  ].filter((path) => existsSync(path));
  return [...contextAddress(), ...sockets.map((path) => `unix://${path}`)];
}

function contextAddress() {
  try {
    const format = '{{.Endpoints.docker.Host}}';
    const args = ['context', 'inspect', '--format', format];
    return [execFileSync('docker', args, { encoding: 'utf8', stdio: 'pipe', timeout: 3000 }).trim()];
  } catch {
    return [];
  }
}

/**
 * @param {string} address
 * @returns {import('node:http').RequestOptions | undefined} undefined for ssh and TLS, which are not spoken here
 */
function options(address) {
  const [, scheme, rest] = /^(unix|tcp|http):\/\/(.+)$/.exec(address) ?? [];
  if (rest === undefined || given('DOCKER_TLS_VERIFY') !== undefined) return undefined;
  if (scheme === 'unix') return { socketPath: rest };
  const { hostname, port } = new URL(`http://${rest}`);
  return { hostname, port: port === '' ? 2375 : Number(port) };
}

/**
 * @param {Engine} engine
 * @param {string} method
 * @param {string} path
 * @param {number} seconds
 * @returns {Promise<{ status: number | undefined, body: string }>}
 */
function ask(engine, method, path, seconds) {
  return new Promise((resolve, reject) => {
    const call = request({ ...engine.where, method, path }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => (body += chunk));
      answer.once('end', () => resolve({ status: answer.statusCode, body }));
      answer.once('error', reject);
    });
    const signal = AbortSignal.timeout(seconds * 1000);
    signal.addEventListener('abort', () => call.destroy(new Unable(`no answer from Docker within ${seconds} s`)));
    call.once('error', reject);
    call.end();
  });
}
