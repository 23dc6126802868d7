import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../servers/servers';
import {
  type Authority,
  newAuthority,
  type SecureServer,
  startSecureRedis,
  startSecureSentinel,
} from '../servers/redis-over-tls';

/** Skipped, with a notice of the launcher, when Redis was built without TLS or OpenSSL is missing. */
const whereTlsIs = process.env['REDIS_TLS_PROGRAM'] === undefined ? describe.skip : describe;

const PASSWORD = 'p@ss:w/ö?#%d"';
const SENTINEL_PASSWORD = 's&t=?';
const SLOTS: [string, ...(string | number)[]] = ['CLUSTER', 'ADDSLOTSRANGE', 0, 16_383];

whereTlsIs('a Redis behind TLS', () => {
  let folder: string;
  let trustedAuthority: Authority;
  const servers: Record<'one' | 'sentinel' | 'cluster' | 'renamed', SecureServer> = {} as never;

  /** Connects to each URL in a process that trusts this authority, and returns the results. */
  const probe = async (trusted: Authority, ...urls: readonly string[]): Promise<string[]> => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['-r', './test/support/typescript.cjs', './test/support/connect-probe.ts', ...urls],
      { cwd: join(__dirname, '../..'), env: { ...process.env, NODE_EXTRA_CA_CERTS: trusted.certificate } },
    );
    return JSON.parse(stdout) as string[];
  };
  const urls = (password = PASSWORD): string[] => {
    const secret = encodeURIComponent(password);
    const { one, sentinel, cluster } = servers;
    return [
      `rediss://:${secret}@localhost:${one.securePort}`,
      `rediss-sentinel://:${secret}@localhost:${sentinel.securePort}/shop?sentinelPassword=${encodeURIComponent(SENTINEL_PASSWORD)}`,
      `rediss-cluster://:${secret}@localhost:${cluster.securePort}`,
    ];
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hotdeal-tls-'));
    trustedAuthority = newAuthority(folder, 'ours');
    const role = {
      authority: trustedAuthority,
      certificate: trustedAuthority.issue('server', 'DNS:localhost', 'IP:127.0.0.1'),
      password: PASSWORD,
    };
    const inCluster = ['--cluster-enabled', 'yes', '--cluster-config-file', join(folder, 'nodes.conf')];
    const clusterPort = [
      '--cluster-port',
      String(await freePort()),
      '--cluster-announce-ip',
      '127.0.0.1',
      '--tls-cluster',
      'yes',
    ];
    servers.one = await startSecureRedis(folder, { ...role, name: 'one' });
    servers.renamed = await startSecureRedis(folder, {
      ...role,
      name: 'renamed',
      certificate: trustedAuthority.issue('other', 'DNS:elsewhere'),
    });
    servers.cluster = await startSecureRedis(folder, {
      ...role,
      name: 'cluster',
      settings: [...inCluster, ...clusterPort],
      firstCommand: SLOTS,
    });
    const master = { name: 'shop', port: servers.one.securePort, password: PASSWORD };
    servers.sentinel = await startSecureSentinel(
      folder,
      { ...role, name: 'sentinel', password: SENTINEL_PASSWORD },
      master,
    );
  });
  afterAll(async () => {
    await Promise.all(Object.values(servers).map(({ process }) => process.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  it('accepts a client that trusts its authority and has the password: standalone, with Sentinel, as a cluster', async () => {
    expect(await probe(trustedAuthority, ...urls())).toEqual(['PONG', 'PONG', 'PONG']);
  });

  it('is not used by a client that trusts another authority, and the log says why', async () => {
    const refused = expect.stringMatching(
      /^Redis at localhost:\d+ is not used: self-signed certificate .* \(NODE_EXTRA_CA_CERTS names/,
    ) as unknown;
    expect(await probe(newAuthority(folder, 'others'), ...urls())).toEqual([refused, refused, refused]);
  });

  it('is not used under a name that is not in its certificate, or with a wrong password', async () => {
    const [one = '', sentinel = '', cluster = ''] = urls('wrong');
    const elsewhere = `rediss://:${encodeURIComponent(PASSWORD)}@localhost:${servers.renamed.securePort}`;
    const wrongPassword = expect.stringContaining('is not used: WRONGPASS') as unknown;
    expect(await probe(trustedAuthority, elsewhere, one, sentinel, cluster, `${urls()[1]}x`)).toEqual([
      expect.stringContaining("Hostname/IP does not match certificate's altnames"),
      wrongPassword,
      wrongPassword,
      wrongPassword,
      wrongPassword,
    ]);
  });
});
