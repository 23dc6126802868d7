// Speaks to a Docker engine over its HTTP interface: finds one that answers, and sees that it has the images.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { request, type RequestOptions } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setting } from '../environment';
import { LauncherError } from '../terminal';

export const images = { database: 'mysql:8.4', redis: 'redis:7-alpine' };

const PULL_SECONDS = 120;

export interface Engine {
  /** as DOCKER_HOST takes it */
  readonly address: string;
  readonly target: RequestOptions;
}

/** @returns the first engine that answers */
export async function findEngine(): Promise<Engine | undefined> {
  for (const address of engineAddresses()) {
    const target = targetOf(address);
    if (target === undefined) continue;
    const engine = { address, target };
    const ping = await send(engine, 'GET', '/_ping', 3).catch(() => undefined);
    if (ping?.status === 200) return engine;
  }
  return undefined;
}

export async function hasImage(engine: Engine, image: string): Promise<boolean> {
  return (await send(engine, 'GET', `/images/${image}/json`, 10)).status === 200;
}

/** @param image with its tag */
export async function pullImage(engine: Engine, image: string): Promise<void> {
  const [name = '', tag = ''] = image.split(':');
  const path = `/images/create?fromImage=${encodeURIComponent(name)}&tag=${encodeURIComponent(tag)}`;
  const { status, body } = await send(engine, 'POST', path, PULL_SECONDS);
  // A pull that fails half-way reports it in its last lines, with status 200.
  if (status === 200 && (await hasImage(engine, image))) return;
  const [, quoted = `"status ${status}"`] = /"(?:error|message)":("(?:[^"\\]|\\.)*")/.exec(body) ?? [];
  throw new LauncherError(`image ${image}: ${String(JSON.parse(quoted))}`);
}

function engineAddresses(): readonly string[] {
  const configured = setting('DOCKER_HOST');
  if (configured !== undefined) return [configured];
  const runtime = process.env['XDG_RUNTIME_DIR'];
  const sockets = [
    '/var/run/docker.sock',
    ...(runtime === undefined ? [] : [join(runtime, 'docker.sock')]),
    join(homedir(), '.docker/run/docker.sock'),
  ].filter((path) => existsSync(path));
  return [...contextAddress(), ...sockets.map((path) => `unix://${path}`)];
}

function contextAddress(): readonly string[] {
  try {
    const args = ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'];
    return [execFileSync('docker', args, { encoding: 'utf8', stdio: 'pipe', timeout: 3000 }).trim()];
  } catch {
    return [];
  }
}

/** @returns nothing for ssh and TLS, which this client does not speak */
function targetOf(address: string): RequestOptions | undefined {
  const [, scheme, rest] = /^(unix|tcp|http):\/\/(.+)$/.exec(address) ?? [];
  if (rest === undefined || setting('DOCKER_TLS_VERIFY') !== undefined) return undefined;
  if (scheme === 'unix') return { socketPath: rest };
  const { hostname, port } = new URL(`http://${rest}`);
  return { hostname, port: port === '' ? 2375 : Number(port) };
}

interface EngineResponse {
  readonly status: number | undefined;
  readonly body: string;
}

function send(engine: Engine, method: string, path: string, seconds: number): Promise<EngineResponse> {
  return new Promise((resolve, reject) => {
    const call = request({ ...engine.target, method, path }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.once('end', () => resolve({ status: response.statusCode, body }));
      response.once('error', reject);
    });
    AbortSignal.timeout(seconds * 1000).addEventListener('abort', () =>
      call.destroy(new LauncherError(`no answer from Docker within ${seconds} s`)),
    );
    call.once('error', reject);
    call.end();
  });
}
