// `npm run bench`: measures what an order costs, on the production build. The database and Redis are programs of this
// machine, because their CPU time is read from /proc.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { applicationBuild, buildIfStale } from './build';
import { runFolder } from './data-folder';
import { type LaunchContext, projectFolder } from './environment';
import { launch, stopOrphans } from './processes';
import { serverPrograms } from './services/server-programs';
import { Session } from './session';

const CODE_WHEN_INTERRUPTED = 130;

export function launcher({ dataFolder, args }: LaunchContext): Promise<number> {
  const session = new Session();
  return session.run(async () => {
    const folder = runFolder(dataFolder, 'bench');
    session.onEnd(async () => {
      // Each row has servers of its own, in a folder of its own.
      for (const name of readdirSync(folder)) await stopOrphans(join(folder, name));
      rmSync(folder, { recursive: true, force: true });
    });
    await buildIfStale(applicationBuild, dataFolder);
    const child = launch({
      folder,
      name: 'bench',
      marker: join(projectFolder, 'bench', 'main.ts'),
      program: process.execPath,
      args: [
        '--require',
        join(projectFolder, 'tools', 'typescript.cjs'),
        join(projectFolder, 'bench', 'main.ts'),
        ...args,
      ],
      env: { ...process.env, ...(await serverPrograms(dataFolder)), BENCH_FOLDER: folder },
      cwd: projectFolder,
    });
    session.onEnd(() => child.stop(5000));
    return child.ended;
  }, CODE_WHEN_INTERRUPTED);
}
