import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The launchers are ES modules that run before anything is installed: they are tried in a process of their own. */
function inNode(code: string, variables: Record<string, string> = {}): string {
  const { DB_HOST: _, REDIS_HOST: __, REDIS_URL: ___, HOTDEAL_SERVICES: ____, ...environment } = process.env;
  return execFileSync(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: join(__dirname, '../..'),
    env: { ...environment, ...variables },
    encoding: 'utf8',
  });
}

const refusalOfServices = (variables: Record<string, string>): string =>
  inNode(
    `import { findServices } from './tools/services/find.mjs';
     await findServices({ kind: 'test', atEnd: () => undefined }).catch((refusal) => console.log(refusal.message));`,
    variables,
  );

describe('looking for services', () => {
  const ways = (forced: string): unknown =>
    JSON.parse(
      inNode(`import { waysFor } from './tools/services/find.mjs';
                       console.log(JSON.stringify(waysFor(${forced})));`),
    );

  it('tries addresses, then Docker, then local programs, then installs them', () => {
    expect(ways('undefined')).toEqual(['env', 'docker', 'local', 'install']);
  });

  it('keeps to the way that HOTDEAL_SERVICES names', () => {
    expect(ways("'env'")).toEqual(['env']);
    expect(ways("'docker'")).toEqual(['docker']);
    expect(ways("'local'")).toEqual(['local', 'install']);
    expect(refusalOfServices({ HOTDEAL_SERVICES: 'cloud' })).toContain('may be env, docker or local');
  });

  it('says which address is missing when only addresses are allowed', () => {
    expect(refusalOfServices({ HOTDEAL_SERVICES: 'env' })).toContain('no DB_HOST and no REDIS_HOST');
  });

  it('takes a Redis by its URL for a shop, which then needs no other, and never for tests', () => {
    const given = (kind: string): unknown =>
      JSON.parse(
        inNode(
          `import { isGiven } from './tools/services/given.mjs';
           import { asEnvironment } from './tools/services/found.mjs';
           const redis = { url: process.env.REDIS_URL };
           const { REDIS_HOST, REDIS_URL } = asEnvironment([{ database: {}, redis }]);
           console.log(JSON.stringify([isGiven('redis', { kind: '${kind}' }), REDIS_URL, REDIS_HOST ?? 'none']));`,
          { REDIS_URL: 'redis://elsewhere' },
        ),
      );
    expect(given('start')).toEqual([true, 'redis://elsewhere', 'none']);
    expect(given('test')).toEqual([false, 'redis://elsewhere', 'none']);
  });

  it('names every way when none works', () => {
    const refusal = refusalOfServices({ HOTDEAL_SERVICES: 'docker', DOCKER_HOST: 'unix:///nowhere/docker.sock' });
    for (const way of ['DB_HOST', 'REDIS_HOST', 'mysql:8.4', 'redis:7-alpine', 'mariadbd', 'valkey-server', 'sudo']) {
      expect(refusal).toContain(way);
    }
  });
});

describe('the limits of a shop that is tried out', () => {
  const scale = (variables: Record<string, string>): unknown =>
    inNode(
      `import { howWideLimitsAre, ownConfiguration } from './tools/configuration.mjs';
       const configuration = ownConfiguration({}, { port: 1, metricsPort: 2 });
       console.log(configuration.RATE_LIMIT_SCALE + ': ' + howWideLimitsAre(configuration));`,
      variables,
    );

  it('are a thousand times as wide as in production, and that is said', () => {
    expect(scale({ RATE_LIMIT_SCALE: '' })).toMatch(/^1000: 1000 times those of production/);
  });

  it('are as the environment has them', () => {
    expect(scale({ RATE_LIMIT_SCALE: '1' })).toBe('1: RATE_LIMIT_SCALE=1 of your environment\n');
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
      inNode(`import { stopOrphans } from './tools/processes.mjs';
              console.log(JSON.stringify(await stopOrphans(${JSON.stringify(home)})));`),
    );
  const sleeper = (mark: string) => {
    const child = spawn(process.execPath, ['--eval', 'setInterval(() => 0, 1000)', '--', mark], {
      detached: true,
      stdio: 'ignore',
    });
    children.push(child);
    return { child, ended: once(child, 'exit') };
  };

  it('keeps generated secrets, readable by their owner only', () => {
    const secrets = (): string =>
      inNode(`import { keptSecrets } from './tools/secrets.mjs';
              console.log(JSON.stringify(keptSecrets(${JSON.stringify(home)})));`);
    const first = secrets();
    expect(secrets()).toBe(first);
    expect(statSync(join(home, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(Buffer.byteLength((JSON.parse(first) as { secretKey: string }).secretKey)).toBeGreaterThanOrEqual(32);
  });

  it('stops what a killed start left running', async () => {
    const { child, ended } = sleeper(`--datadir=${home}`);
    writeFileSync(join(home, 'database.pid'), JSON.stringify({ pid: child.pid, mark: `--datadir=${home}` }));
    expect(stopOrphans()).toEqual(['database']);
    await ended;
    expect(stopOrphans()).toEqual([]);
  });

  it('leaves a stranger alone that has the number of a dead server', async () => {
    const { child, ended } = sleeper('--datadir=/another/folder');
    writeFileSync(join(home, 'database.pid'), JSON.stringify({ pid: child.pid, mark: `--datadir=${home}` }));
    expect(stopOrphans()).toEqual([]);
    expect(child.exitCode ?? child.signalCode).toBeNull();
    child.kill();
    await ended;
  });
});
