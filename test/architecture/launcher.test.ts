import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writePidFile } from '../../tools/processes';
import { redisProgram } from '../../tools/services/programs';

const projectFolder = join(__dirname, '../..');

/** In a process of its own, because the launchers read the environment and stop processes. */
function inNode(code: string, variables: Record<string, string> = {}): string {
  const { DB_HOST: _, REDIS_HOST: __, REDIS_URL: ___, HOTDEAL_SERVICES: ____, ...environment } = process.env;
  return execFileSync(process.execPath, nodeArguments(code), {
    cwd: projectFolder,
    env: { ...environment, ...variables },
    encoding: 'utf8',
  });
}

const nodeArguments = (code: string): string[] => [
  '--require',
  './tools/typescript.cjs',
  '--eval',
  `void (async () => { ${code} })();`,
];

const refusalOfServices = (variables: Record<string, string>): string =>
  inNode(
    `const { findServices } = require('./tools/services/find.ts');
     await findServices({ kind: 'test', onEnd: () => undefined }).catch((failure) => console.log(failure.message));`,
    variables,
  );

describe('looking for services', () => {
  const methods = (forced: string): unknown =>
    JSON.parse(
      inNode(`const { methodsFor } = require('./tools/services/find.ts');
              console.log(JSON.stringify(methodsFor(${forced})));`),
    );

  it('tries addresses, then Docker, then local programs, then installs them', () => {
    expect(methods('undefined')).toEqual(['env', 'docker', 'local', 'install']);
  });

  it('uses only the method that HOTDEAL_SERVICES names', () => {
    expect(methods("'env'")).toEqual(['env']);
    expect(methods("'docker'")).toEqual(['docker']);
    expect(methods("'local'")).toEqual(['local', 'install']);
    expect(refusalOfServices({ HOTDEAL_SERVICES: 'cloud' })).toContain('can be env, docker or local');
  });

  it('names the missing address when only addresses are allowed', () => {
    expect(refusalOfServices({ HOTDEAL_SERVICES: 'env' })).toContain('no DB_HOST and no REDIS_HOST');
  });

  it('uses REDIS_URL, and no other Redis, for a shop but not for tests', () => {
    const configured = (kind: string): unknown =>
      JSON.parse(
        inNode(
          `const { isConfigured } = require('./tools/services/configured.ts');
           const { environmentOf } = require('./tools/services/service-request.ts');
           const redis = { url: process.env.REDIS_URL };
           const { REDIS_HOST, REDIS_URL } = environmentOf([{ database: {}, redis }]);
           console.log(JSON.stringify([isConfigured('redis', { kind: '${kind}' }), REDIS_URL, REDIS_HOST ?? 'none']));`,
          { REDIS_URL: 'redis://elsewhere' },
        ),
      );
    expect(configured('start')).toEqual([true, 'redis://elsewhere', 'none']);
    expect(configured('test')).toEqual([false, 'redis://elsewhere', 'none']);
  });

  it('names every method when none works', () => {
    const refusal = refusalOfServices({ HOTDEAL_SERVICES: 'docker', DOCKER_HOST: 'unix:///nowhere/docker.sock' });
    for (const method of [
      'DB_HOST',
      'REDIS_HOST',
      'mysql:8.4',
      'redis:7-alpine',
      'mariadbd',
      'valkey-server',
      'sudo',
    ]) {
      expect(refusal).toContain(method);
    }
  });
});

describe('the rate limits of a shop on a developer machine', () => {
  const scale = (variables: Record<string, string>): unknown =>
    inNode(
      `const { describeRateLimits, createConfiguration } = require('./tools/configuration.ts');
       const configuration = createConfiguration({}, { port: 1, metricsPort: 2 });
       console.log(configuration.RATE_LIMIT_SCALE + ': ' + describeRateLimits(configuration));`,
      variables,
    );

  it('are a thousand times those of production, and the launcher says so', () => {
    expect(scale({ RATE_LIMIT_SCALE: '' })).toMatch(/^1000: 1000 times those of production/);
  });

  it('are those of the environment where it sets them', () => {
    expect(scale({ RATE_LIMIT_SCALE: '1' })).toBe('1: RATE_LIMIT_SCALE=1, from your environment\n');
  });
});

test('pages of this machine may call the shop of a developer from any port, unless the environment names origins', () => {
  const origins = (variables: Record<string, string>): string =>
    inNode(
      `const { createConfiguration } = require('./tools/configuration.ts');
       console.log(createConfiguration({}, { port: 1, metricsPort: 2 }).CORS_ORIGINS);`,
      variables,
    );
  expect(origins({ CORS_ORIGINS: '' })).toBe('http://localhost:*,http://127.0.0.1:*\n');
  expect(origins({ CORS_ORIGINS: 'https://shop.example' })).toBe('https://shop.example\n');
});

describe('the entry of every command', () => {
  it('runs the build by itself where there are no sources and no packages of the launchers', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hotdeal image '));
    try {
      execFileSync('mkdir', ['-p', join(folder, 'dist'), join(folder, 'caller')]);
      execFileSync('cp', ['-r', join(projectFolder, 'tools'), folder]);
      for (const program of ['cli', 'migrate']) {
        writeFileSync(
          join(folder, 'dist', `${program}.js`),
          `console.log(JSON.stringify(['${program}', process.argv.slice(2), process.cwd()])); process.exitCode = 3;`,
        );
        const { status, stdout, stderr } = spawnSync(
          process.execPath,
          [join(folder, 'tools', 'run.mjs'), program, '--option', 'value'],
          { cwd: folder, env: { ...process.env, INIT_CWD: join(folder, 'caller') }, encoding: 'utf8' },
        );
        expect(stderr).toBe('');
        expect(JSON.parse(stdout)).toEqual([program, ['--option', 'value'], join(folder, 'caller')]);
        expect(status).toBe(3);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the data folder', () => {
  let home: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'hotdeal home '));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  });

  const stopOrphans = (): unknown =>
    JSON.parse(
      inNode(`const { stopOrphans } = require('./tools/processes.ts');
              console.log(JSON.stringify(await stopOrphans(${JSON.stringify(home)})));`),
    );
  const startSleeper = (marker: string, options: { readonly detached: boolean } = { detached: true }) => {
    const child = spawn(process.execPath, ['--eval', 'setInterval(() => 0, 1000)', '--', marker], {
      ...options,
      stdio: 'ignore',
    });
    children.push(child);
    return { pid: child.pid ?? 0, child, ended: once(child, 'exit') };
  };
  const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

  it('keeps generated secrets, readable by their owner only', () => {
    const secrets = (): string =>
      inNode(`const { loadOrCreateSecrets } = require('./tools/secrets.ts');
              console.log(JSON.stringify(loadOrCreateSecrets(${JSON.stringify(home)})));`);
    const first = secrets();
    expect(secrets()).toBe(first);
    expect(statSync(join(home, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(Buffer.byteLength((JSON.parse(first) as { secretKey: string }).secretKey)).toBeGreaterThanOrEqual(32);
  });

  const secretsWith = (options: string): string =>
    inNode(
      `const { loadOrCreateSecrets } = require('./tools/secrets.ts');
       try { console.log(JSON.stringify(loadOrCreateSecrets(process.env.HOME_FOLDER, ${options}))); }
       catch (failure) { console.log(failure.message); }`,
      { HOME_FOLDER: home, SECRET_KEY: '', ADMIN_EMAIL: '', ADMIN_PASSWORD: '' },
    );

  it.each([
    ['of a local database', 'mariadb/data/ibdata1', '{}'],
    ['of a database elsewhere', 'demo-catalogue.json', '{"10.0.0.1:3306/hotdeal":"loaded"}'],
  ])('makes no new secrets for the shop %s unless it is asked to', (_, part, content) => {
    mkdirSync(dirname(join(home, part)), { recursive: true });
    writeFileSync(join(home, part), content);
    expect(secretsWith('{}')).toMatch(/secrets\.json is missing.*\n.*restore.*\n.*npm start -- --new-secrets/);
    expect(existsSync(join(home, 'secrets.json'))).toBe(false);
    // Another administrator, because the one of before keeps a password that no one has any more.
    expect(secretsWith('{ renew: true }')).toMatch(/"adminEmail":"admin-[0-9a-f]{8}@hotdeal\.local"/);
    writeFileSync(join(home, 'secrets.json'), '{"adminEmail":"admin@hotdeal.local"}');
    expect(secretsWith('{}')).toMatch(/secrets\.json lacks secretKey, adminPassword/);
  });

  it('starts no empty database where the one of the shop is gone', () => {
    const start = (expected: string): string =>
      inNode(
        `const { startLocalDatabase } = require('./tools/services/local-database.ts');
         const serviceRequest = { kind: 'start', folder: process.env.HOME_FOLDER, expectedDatabase: '${expected}' };
         await startLocalDatabase({ path: '/nowhere/mariadbd', version: 'MariaDB' }, serviceRequest)
           .catch((failure) => console.log(failure.message));`,
        { HOME_FOLDER: home },
      );
    expect(start('mariadb')).toMatch(/is gone: there is no folder .*mariadb.data.*\n.*restore.*\n.*--new-database/);
    expect(start('mysql')).toMatch(/is one of MySQL, which cannot be read by .* MariaDB.*\n.*install MySQL/);
    expect(existsSync(join(home, 'mariadb'))).toBe(false);
  });

  it.each([
    ['mariadb', 'mariadb/data/ibdata1', '', ['local', 'install']],
    ['docker', 'database.json', '{"kind":"docker"}', ['docker']],
    ['docker', 'demo-catalogue.json', '{"docker/hotdeal":"loaded"}', ['docker']],
    ['local', 'demo-catalogue.json', '{"local/hotdeal":"loaded"}', ['local', 'install']],
  ])('knows that its database is %s by %s, and looks for no other one', (kind, part, content, methods) => {
    mkdirSync(dirname(join(home, part)), { recursive: true });
    writeFileSync(join(home, part), content);
    const found = inNode(
      `const { recordedDatabase } = require('./tools/shop-data.ts');
       const { methodsFor, methodsWith } = require('./tools/services/find.ts');
       const kind = recordedDatabase(process.env.HOME_FOLDER);
       console.log(JSON.stringify([kind, ...methodsWith(methodsFor(undefined), kind)].filter((name) => name !== 'env')));`,
      { HOME_FOLDER: home },
    );
    expect(JSON.parse(found)).toEqual([kind, ...methods]);
  });

  const redis = redisProgram()?.path;
  (redis === undefined ? it.skip : it)(
    'sets the damaged files of Redis aside, says so, and starts without them',
    () => {
      const start = (): string =>
        inNode(
          `const { startLocalRedis } = require('./tools/services/local-redis.ts');
         const serviceRequest = { kind: 'start', folder: process.env.HOME_FOLDER, secrets: { redisPassword: 'secret' } };
         const { child } = await startLocalRedis({ path: '${redis}', version: '' }, serviceRequest);
         await child.stop(5000);`,
          { HOME_FOLDER: home },
        );
      expect(start()).toBe('');
      const files = join(home, 'redis', 'appendonlydir');
      const [file = ''] = readdirSync(files).filter((name) => name.endsWith('.incr.aof'));
      writeFileSync(join(files, file), '*2\r\nthis is no command of Redis\r\n'.repeat(20));
      expect(start()).toMatch(/Bad file format[^]*were moved to .*damaged-/);
      expect(readdirSync(join(home, 'redis')).filter((name) => name.startsWith('damaged-'))).toHaveLength(1);
      expect(start()).toBe('');
    },
  );

  it('is not locked by a process that has got the number of a dead launcher', () => {
    const lock = (content: string): string => {
      writeFileSync(join(home, 'launcher'), content);
      return inNode(
        `const { lockDataFolder } = await import('./tools/lock.mjs');
         try { lockDataFolder(process.env.HOME_FOLDER)(); console.log('locked'); }
         catch (failure) { console.log(failure.message); }`,
        { HOME_FOLDER: home },
      );
    };
    const { pid } = startSleeper('tools/run.mjs start');
    expect(lock(String(pid))).toContain('is already running on the data folder');
    expect(lock(`${pid} 1`)).toBe('locked\n');
  });

  it('stops what a killed start left running', async () => {
    const marker = `--datadir=${home}`;
    const { pid, ended } = startSleeper(marker);
    writePidFile(home, 'database', { pid, marker });
    expect(stopOrphans()).toEqual(['database']);
    await ended;
    expect(stopOrphans()).toEqual([]);
  });

  it('does not stop another program that has got the number of a dead server', async () => {
    const { pid, child } = startSleeper('--datadir=/another/folder');
    writePidFile(home, 'database', { pid, marker: `--datadir=${home}` });
    expect(stopOrphans()).toEqual([]);
    expect(isRunning(child)).toBe(true);
  });

  it('does not stop a later process of the same command line that has got the number of a dead server', async () => {
    const marker = `--datadir=${home}`;
    const { pid, child } = startSleeper(marker);
    writeFileSync(join(home, 'database.pid'), JSON.stringify({ pid, marker, startTime: '1' }));
    expect(stopOrphans()).toEqual([]);
    expect(isRunning(child)).toBe(true);
  });

  it('signals a process alone when another one leads its group', async () => {
    const marker = `--datadir=${home}`;
    const { pid, ended } = startSleeper(marker, { detached: false });
    writePidFile(home, 'database', { pid, marker });
    expect(stopOrphans()).toEqual(['database']);
    // This process, which leads or shares the group, is still here to see it.
    expect(await ended).toEqual([null, 'SIGTERM']);
  });

  it('removes no folder that a damaged pid file names', () => {
    const scratch = mkdtempSync(join(tmpdir(), 'elsewhere-'));
    try {
      const file = { pid: 2_000_000_000, marker: 'none', startTime: '1', scratch };
      writeFileSync(join(home, 'database.pid'), JSON.stringify(file));
      expect(stopOrphans()).toEqual([]);
      expect(existsSync(scratch)).toBe(true);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });

  // A wrong signal to one of these would end every process of the machine. So they are tried in a PID namespace, whose
  // first process is a shell that sees whether a bystander survives.
  const namespace = ['--pid', '--fork', '--mount-proc'];
  const canUnshare = spawnSync('unshare', [...namespace, 'true']).status === 0;
  if (!canUnshare) console.warn('SKIPPED: damaged pid files are tried in a PID namespace, which needs root on Linux.');
  const inNamespace = canUnshare ? test : test.skip;

  inNamespace.each([
    { pid: 1, marker: '' },
    { pid: 1, marker: 'sh' },
    { pid: 0, marker: '' },
    { pid: 0, marker: 'sh' },
    { pid: -1, marker: '' },
    { pid: 1.5, marker: '' },
    { pid: '1', marker: '' },
    { pid: 2, marker: '' },
    { pid: 2, marker: '300' },
    { pid: null, marker: '' },
  ])('ends no other process for the damaged pid file %j', (file) => {
    // Both names of the marker are written: the second one is of an earlier format.
    const text = JSON.stringify({ ...file, mark: file.marker });
    writeFileSync(join(home, 'database.pid'), text);
    const code = `const { stopOrphans } = require('./tools/processes.ts'); console.log(await stopOrphans(process.env.HOME_FOLDER));`;
    const script = `sleep 300 & bystander=$!; "$@"; kill -0 $bystander && echo survived; kill -9 $bystander`;
    const { stdout } = spawnSync(
      'unshare',
      [...namespace, 'sh', '-c', script, 'sh', process.execPath, ...nodeArguments(code)],
      { cwd: projectFolder, env: { ...process.env, HOME_FOLDER: home }, encoding: 'utf8', timeout: 60_000 },
    );
    expect(stdout).toContain('[]');
    expect(stdout).toContain('survived');
  });
});
