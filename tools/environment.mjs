// The environment as the launchers see it: what is set outside wins over `.env`, and an empty value is none.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Unable } from './say.mjs';

export const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)));

const oldestNode = [20, 19];

export function prepareEnvironment() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    throw new Unable(`Node ${oldestNode.join('.')} or newer is needed; this is ${process.versions.node}.`);
  }
  process.chdir(projectFolder);
  const file = join(projectFolder, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

/**
 * @param {string} name
 * @returns {string | undefined}
 */
export function given(name) {
  const value = process.env[name]?.trim();
  return value === '' ? undefined : value;
}
