// `npm run migrate`: applies the migrations to the database of the environment. It starts no services.
import { spawnSync } from 'node:child_process';
import { applicationBuild, buildIfStale } from './build';
import { type LaunchContext, projectFolder } from './environment';

export async function launcher({ dataFolder, args }: LaunchContext): Promise<number> {
  await buildIfStale(applicationBuild, dataFolder);
  const { status } = spawnSync(process.execPath, ['dist/migrate.js', ...args], {
    cwd: projectFolder,
    stdio: 'inherit',
  });
  return status ?? 1;
}
