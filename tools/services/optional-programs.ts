// Programs that some tests need; the other tests run without them.
import { setting } from '../environment';
import {
  chromiumProgram,
  databaseProgram,
  kcatProgram,
  mariadbInstaller,
  opensslProgram,
  redisProgram,
  supportsTls,
} from './programs';

interface OptionalPrograms {
  readonly environment: NodeJS.ProcessEnv;
  /** about the tests that are skipped */
  readonly notices: readonly string[];
}

export function optionalPrograms(): OptionalPrograms {
  const redis = setting('REDIS_PROGRAM') ?? redisProgram()?.path;
  const environment = {
    ...databasePrograms(),
    CHROMIUM_PROGRAM: setting('CHROMIUM_PROGRAM') ?? chromiumProgram()?.path,
    KCAT_PROGRAM: setting('KCAT_PROGRAM') ?? kcatProgram()?.path,
    REDIS_PROGRAM: redis,
    REDIS_TLS_PROGRAM: redis !== undefined && supportsTls(redis) && opensslProgram() !== undefined ? redis : undefined,
  };
  const names = Object.keys(notices) as (keyof typeof notices)[];
  return { environment, notices: names.filter((name) => environment[name] === undefined).map((name) => notices[name]) };
}

/** The same programs as for the fault suite. */
export function databasePrograms(): { readonly DATABASE_PROGRAM?: string; readonly DATABASE_INSTALLER?: string } {
  const found = databaseProgram();
  const path = setting('DATABASE_PROGRAM') ?? found?.path;
  if (found === undefined || path === undefined) return {};
  const isMariadb = /mariadb/i.test(path === found.path ? found.version : path);
  return { DATABASE_PROGRAM: path, ...(isMariadb ? { DATABASE_INSTALLER: mariadbInstaller({ ...found, path }) } : {}) };
}

const notices = {
  CHROMIUM_PROGRAM: `
  !!  The browser tests were SKIPPED: no Chromium was found on this machine.
  !!  Install it (Debian: apt-get install chromium), or set CHROMIUM_PROGRAM to its path.
`,
  DATABASE_PROGRAM: `
  !!  The tests of a database that is not well were SKIPPED: no MariaDB or MySQL program was found on this machine.
  !!  Install it (Debian: apt-get install mariadb-server), or set DATABASE_PROGRAM to its path.
`,
  KCAT_PROGRAM: `
  !!  The Kafka tests were SKIPPED: no kcat was found on this machine.
  !!  Install it (Debian: apt-get install kcat), or set KCAT_PROGRAM to its path.
`,
  REDIS_PROGRAM: `
  !!  The Redis cluster tests were SKIPPED: no Redis program was found on this machine.
  !!  Install it (Debian: apt-get install redis-server), or set REDIS_PROGRAM to its path.
`,
  REDIS_TLS_PROGRAM: `
  !!  The tests of Redis over TLS were SKIPPED: no openssl, or no Redis that was built with TLS, was found on this machine.
  !!  Install them (Debian: apt-get install redis-server openssl), or set REDIS_PROGRAM to the path of such a Redis.
`,
};
