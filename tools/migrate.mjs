// `npm run migrate`: the migrations on the database of the environment; it looks for no services.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { application, buildIfStale } from './build.mjs';
import { prepareEnvironment, projectFolder } from './environment.mjs';
import { openHome } from './home.mjs';
import { installIfNeeded } from './install.mjs';
import { run } from './say.mjs';

void run(async () => {
  prepareEnvironment();
  // A production image may hold the output alone.
  if (existsSync(join(projectFolder, 'src'))) {
    const home = openHome();
    await installIfNeeded(home);
    await buildIfStale(application, home);
  }
  const { status } = spawnSync(process.execPath, ['dist/migrate.js', ...process.argv.slice(2)], {
    cwd: projectFolder,
    stdio: 'inherit',
  });
  return status ?? 1;
});
