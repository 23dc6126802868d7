// The build: only when the sources, or what they are built with, changed since the last one.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { execute } from './commands.mjs';
import { projectFolder } from './environment.mjs';
import { logFile } from './home.mjs';
import { step } from './say.mjs';

// Inside dist: whatever deletes the output deletes the claim that it is current.
const stamp = join(projectFolder, 'dist', '.sources');

/** @param {string} home */
export async function buildIfStale(home) {
  const hash = hashOfSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  await step('Building', async () => {
    const nest = join(projectFolder, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
    await execute(process.execPath, [nest, 'build'], { cwd: projectFolder, seconds: 300, log: logFile(home, 'build') });
    writeFileSync(stamp, hash);
  });
}

function hashOfSources() {
  const sources = readdirSync(join(projectFolder, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
  const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'nest-cli.json'];
  const hash = createHash('sha256');
  for (const file of [...sources, ...settings.map((name) => join(projectFolder, name))]) {
    hash
      .update(`${relative(projectFolder, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}
