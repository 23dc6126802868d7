import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { sendCommand } from './redis-groups';
import { ServerProcess } from './server-process';
import { freePort, redisProgram, type Server, startRedis } from './servers';

const OPENSSL = 'openssl';

/** The files of a certificate and of its key. */
interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

export interface Authority extends Certificate {
  /** for servers of these names */
  issue(name: string, ...subjects: readonly string[]): Certificate;
}

/** A certificate authority that no client trusts by default. */
export function newAuthority(folder: string, name: string): Authority {
  const openssl = (...words: readonly string[]): unknown => execFileSync(OPENSSL, words, { stdio: 'pipe' });
  const filesOf = (one: string): Certificate => ({
    certificate: join(folder, `${one}.crt`),
    key: join(folder, `${one}.key`),
  });
  const own = filesOf(name);
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', `/CN=${name}`];
  openssl('req', '-x509', ...fresh, '-days', '1', '-keyout', own.key, '-out', own.certificate);
  return {
    ...own,
    issue(one, ...subjects) {
      const issued = filesOf(one);
      const [request, names] = [join(folder, `${one}.csr`), join(folder, `${one}.names`)];
      writeFileSync(names, `subjectAltName=${subjects.join()}\n`);
      openssl('req', ...fresh, '-keyout', issued.key, '-out', request);
      const by = ['-CA', own.certificate, '-CAkey', own.key, '-CAcreateserial', '-days', '1', '-extfile', names];
      openssl('x509', '-req', '-in', request, ...by, '-out', issued.certificate);
      return issued;
    },
  };
}

export interface SecureRole {
  readonly name: string;
  readonly authority: Authority;
  readonly certificate: Certificate;
  readonly password: string;
  /** in addition to those of every Redis here */
  readonly settings?: readonly string[];
  /** sent before the server requires the password */
  readonly firstCommand?: readonly [string, ...(string | number)[]];
}

export interface SecureServer extends Server {
  readonly securePort: number;
}

/** A Redis with a second port that requires TLS. */
export async function startSecureRedis(folder: string, role: SecureRole): Promise<SecureServer> {
  const securePort = await freePort();
  const settings = ['--tls-port', String(securePort), ...wordsOf(tlsOf(role)), ...(role.settings ?? [])];
  const server = await startRedis(folder, { name: role.name, settings });
  if (role.firstCommand !== undefined) await sendCommand(server.port, ...role.firstCommand);
  await sendCommand(server.port, 'CONFIG', 'SET', 'requirepass', role.password);
  return { ...server, securePort };
}

/** One Sentinel over TLS, which monitors one master over TLS. */
export async function startSecureSentinel(
  folder: string,
  role: SecureRole,
  master: { readonly name: string; readonly port: number; readonly password: string },
): Promise<SecureServer> {
  const port = await freePort();
  const file = join(folder, `${role.name}.conf`);
  const lines = [
    'port 0',
    `tls-port ${port}`,
    'bind 127.0.0.1',
    ...Object.entries(tlsOf(role)).map(([name, value]) => `${name} ${value}`),
    `requirepass ${JSON.stringify(role.password)}`,
    `sentinel monitor ${master.name} 127.0.0.1 ${master.port} 1`,
    `sentinel auth-pass ${master.name} ${JSON.stringify(master.password)}`,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  const process = new ServerProcess({
    name: role.name,
    folder,
    path: redisProgram(),
    marker: `:${port}`,
    arguments: [file, '--sentinel'],
    answers: () => opened(port),
  });
  await process.start();
  return { port, securePort: port, process };
}

async function opened(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect').finally(() => socket.destroy());
}

function tlsOf({ authority, certificate }: SecureRole): Record<string, string> {
  return {
    'tls-cert-file': certificate.certificate,
    'tls-key-file': certificate.key,
    'tls-ca-cert-file': authority.certificate,
    'tls-auth-clients': 'no',
    'tls-replication': 'yes',
  };
}

function wordsOf(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}
