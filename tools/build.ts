import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { logFile } from './data-folder';
import { projectFolder } from './environment';
import { execute } from './execute';
import { printStep } from './terminal';

interface Build {
  readonly name: string;
  /** removed by each build, together with the record of its sources */
  readonly output: string;
  readonly program: readonly string[];
  /** folders and files */
  readonly sources: readonly string[];
}

/** Before Node 20.19.5 Nest's compiler cannot load `ora` unless it is loaded first; Debian 13 has Node 20.19.2. */
export const applicationBuild: Build = {
  name: 'application',
  output: 'dist',
  program: ['--import', 'ora', 'node_modules/@nestjs/cli/bin/nest.js', 'build'],
  sources: ['src', 'tsconfig.json', 'nest-cli.json'],
};

export const pagesBuild: Build = {
  name: 'pages',
  output: 'web/dist',
  program: ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn'],
  sources: [
    'web/src',
    'web/public',
    'web/index.html',
    'web/admin',
    'web/not-found.html',
    'web/vite.config.ts',
    'client/src',
  ],
};

/** Builds again only after the sources, or the packages that build them, have changed. */
export async function buildIfStale({ name, output, program, sources }: Build, dataFolder: string): Promise<void> {
  const record = join(projectFolder, output, '.sources');
  const hash = hashOf([...sources, 'package.json', 'package-lock.json']);
  if (existsSync(record) && readFileSync(record, 'utf8') === hash) return;
  await printStep(`Building the ${name}`, async () => {
    await execute(process.execPath, program, {
      cwd: projectFolder,
      seconds: 300,
      log: logFile(dataFolder, `build-${name}`),
    });
    writeFileSync(record, hash);
  });
}

function hashOf(sources: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of sources.map((source) => join(projectFolder, source)).flatMap(filesIn)) {
    hash
      .update(`${relative(projectFolder, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
