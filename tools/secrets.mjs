// Secrets are generated once, kept in one file that only its owner can read, and never printed.
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reason, Unable } from './say.mjs';

/**
 * @typedef {object} Secrets
 * @property {string} secretKey
 * @property {string} adminEmail
 * @property {string} adminPassword
 * @property {string} databasePassword
 * @property {string} databaseRootPassword
 * @property {string} redisPassword
 * @property {string} instance tells this data folder's containers from those of another one
 */

/** @param {string} home */
export const secretsFile = (home) => join(home, 'secrets.json');

/**
 * @param {string} home
 * @returns {Secrets}
 */
export function keptSecrets(home) {
  const file = secretsFile(home);
  const kept = existsSync(file) ? parse(file) : {};
  const secrets = { ...generatedSecrets(), ...kept };
  if (Object.keys(kept).length < Object.keys(secrets).length) {
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    renameSync(fresh, file);
  }
  return secrets;
}

/** @returns {Secrets} */
export function generatedSecrets() {
  return {
    secretKey: randomBytes(48).toString('base64url'),
    adminEmail: 'admin@hotdeal.local',
    adminPassword: generatedPassword(),
    databasePassword: generatedPassword(),
    databaseRootPassword: generatedPassword(),
    redisPassword: generatedPassword(),
    instance: randomBytes(4).toString('hex'),
  };
}

/** A letter and a digit for the password rule; nothing that SQL, a shell or a URL would read differently. */
function generatedPassword() {
  return `h${randomBytes(16).toString('hex')}${randomInt(10)}`;
}

/** @param {string} file */
function parse(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (failure) {
    throw new Unable(
      `${file} cannot be read (${reason(failure)}): repair it, or remove the data folder to begin anew.`,
    );
  }
}
