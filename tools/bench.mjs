// `npm run bench`: what an order costs. The servers are programs of this machine, since their CPU time is read from
// /proc; the application is the production build.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { application, buildIfStale } from './build.mjs';
import { prepareEnvironment, projectFolder } from './environment.mjs';
import { openHome, runFolder } from './home.mjs';
import { installIfNeeded } from './install.mjs';
import { launch, stopOrphans } from './processes.mjs';
import { run } from './say.mjs';
import { serverPrograms } from './services/own-servers.mjs';
import { Session } from './session.mjs';

void run(async () => {
  prepareEnvironment();
  const home = openHome();
  const session = new Session();
  return session.during(async () => {
    const folder = runFolder(home, 'bench');
    session.atEnd(async () => {
      // Each row has servers of its own, in a folder of its own.
      for (const name of readdirSync(folder)) await stopOrphans(join(folder, name));
      rmSync(folder, { recursive: true, force: true });
    });
    await installIfNeeded(home);
    await buildIfStale(application, home);
    const bench = join(projectFolder, 'bench');
    const child = launch({
      folder,
      name: 'bench',
      mark: folder,
      program: process.execPath,
      args: [
        '--require',
        join(projectFolder, 'tools', 'typescript.cjs'),
        join(bench, 'main.ts'),
        ...process.argv.slice(2),
      ],
      env: { ...process.env, ...(await serverPrograms(home)), BENCH_FOLDER: folder },
      cwd: projectFolder,
    });
    session.atEnd(() => child.stop(5000));
    return child.ended;
  }, 130);
});
