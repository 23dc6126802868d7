// What some tests need of this machine and the others can do without.
import { given } from '../environment.mjs';
import { chromiumProgram, kcatProgram, opensslProgram, redisProgram, speaksTls } from './programs.mjs';

/** @returns {{ environment: NodeJS.ProcessEnv, skipped: string[] }} `skipped`: what to say about those that are not run */
export function optionalPrograms() {
  const redis = given('REDIS_PROGRAM') ?? redisProgram()?.path;
  const environment = {
    CHROMIUM_PROGRAM: given('CHROMIUM_PROGRAM') ?? chromiumProgram()?.path,
    KCAT_PROGRAM: given('KCAT_PROGRAM') ?? kcatProgram()?.path,
    REDIS_PROGRAM: redis,
    REDIS_TLS_PROGRAM: redis !== undefined && speaksTls(redis) && opensslProgram() !== undefined ? redis : undefined,
  };
  const missing = Object.entries(environment).filter(([, path]) => path === undefined);
  return { environment, skipped: missing.map(([name]) => notices[name]) };
}

const notices = {
  CHROMIUM_PROGRAM: `
  !!  The tests in a browser were SKIPPED: no Chromium was found on this machine.
  !!  Install one (Debian: apt-get install chromium), or name its program in CHROMIUM_PROGRAM.
`,
  KCAT_PROGRAM: `
  !!  The tests with a Kafka were SKIPPED: no kcat was found on this machine.
  !!  Install one (Debian: apt-get install kcat), or name its program in KCAT_PROGRAM.
`,
  REDIS_PROGRAM: `
  !!  The tests on a cluster of Redis were SKIPPED: no program of Redis was found on this machine.
  !!  Install one (Debian: apt-get install redis-server), or name it in REDIS_PROGRAM.
`,
  REDIS_TLS_PROGRAM: `
  !!  The tests of a Redis behind TLS were SKIPPED: no openssl, or no Redis that was built with TLS, was found here.
  !!  Install them (Debian: apt-get install redis-server openssl), or name such a Redis in REDIS_PROGRAM.
`,
};
