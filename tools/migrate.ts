// `npm run migrate`: applies the migrations to the database of the environment. It starts no services.
import { applicationBuild, buildIfStale } from './build';
import { type LaunchContext, projectFolder } from './environment';
import { runInTerminal } from './execute';

export async function launcher({ dataFolder, args }: LaunchContext): Promise<number> {
  await buildIfStale(applicationBuild, dataFolder);
  return runInTerminal('dist/migrate.js', args, { cwd: projectFolder });
}
