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

/** Skipped, and the launcher says so, where Redis was built without TLS or nobody can make certificates. */
const whereTlsIs = process.env['REDIS_TLS_PROGRAM'] === undefined ? describe.skip : describe;

const PASSWORD = 'p@ss:w/ö?#%d"';
const OF_SENTINEL = 's&t=?';
const SLOTS: [string, ...(string | number)[]] = ['CLUSTER', 'ADDSLOTSRANGE', 0, 16_383];

whereTlsIs('a Redis behind TLS', () => {
  let folder: string;
  let ours: Authority;
  const servers: Record<'one' | 'sentinel' | 'cluster' | 'renamed', SecureServer> = {} as never;

  /** What a process that believes this authority makes of each URL. */
  const knocked = async (believed: Authority, ...urls: readonly string[]): Promise<string[]> => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['-r', './test/support/typescript.cjs', './test/support/connect-probe.ts', ...urls],
      { cwd: join(__dirname, '../..'), env: { ...process.env, NODE_EXTRA_CA_CERTS: believed.certificate } },
    );
    return JSON.parse(stdout) as string[];
  };
  const urls = (password = PASSWORD): string[] => {
    const secret = encodeURIComponent(password);
    const { one, sentinel, cluster } = servers;
    return [
      `rediss://:${secret}@localhost:${one.securePort}`,
      `rediss-sentinel://:${secret}@localhost:${sentinel.securePort}/shop?sentinelPassword=${encodeURIComponent(OF_SENTINEL)}`,
      `rediss-cluster://:${secret}@localhost:${cluster.securePort}`,
    ];
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hotdeal-tls-'));
    ours = newAuthority(folder, 'ours');
    const role = {
      authority: ours,
      certificate: ours.issue('server', 'DNS:localhost', 'IP:127.0.0.1'),
      password: PASSWORD,
    };
    const inCluster = ['--cluster-enabled', 'yes', '--cluster-config-file', join(folder, 'nodes.conf')];
    const bus = [
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
      certificate: ours.issue('other', 'DNS:elsewhere'),
    });
    servers.cluster = await startSecureRedis(folder, {
      ...role,
      name: 'cluster',
      settings: [...inCluster, ...bus],
      firstCommand: SLOTS,
    });
    const master = { name: 'shop', port: servers.one.securePort, password: PASSWORD };
    servers.sentinel = await startSecureSentinel(folder, { ...role, name: 'sentinel', password: OF_SENTINEL }, master);
  });
  afterAll(async () => {
    await Promise.all(Object.values(servers).map(({ process }) => process.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  it('lets in who believes its authority and knows the password: one, behind Sentinels, as a cluster', async () => {
    expect(await knocked(ours, ...urls())).toEqual(['PONG', 'PONG', 'PONG']);
  });

  it('is not used by who believes another authority: the log says why', async () => {
    const refused = expect.stringMatching(
      /^Redis at localhost:\d+ is not used: self-signed certificate .* \(NODE_EXTRA_CA_CERTS names/,
    ) as unknown;
    expect(await knocked(newAuthority(folder, 'others'), ...urls())).toEqual([refused, refused, refused]);
  });

  it('is not used under a name that its certificate does not have, or with a wrong password', async () => {
    const [one = '', sentinel = '', cluster = ''] = urls('wrong');
    const elsewhere = `rediss://:${encodeURIComponent(PASSWORD)}@localhost:${servers.renamed.securePort}`;
    const wrongPassword = expect.stringContaining('is not used: WRONGPASS') as unknown;
    expect(await knocked(ours, elsewhere, one, sentinel, cluster, `${urls()[1]}x`)).toEqual([
      expect.stringContaining("Hostname/IP does not match certificate's altnames"),
      wrongPassword,
      wrongPassword,
      wrongPassword,
      wrongPassword,
    ]);
  });
});
