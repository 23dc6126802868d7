import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LauncherError, messageOf } from './terminal';

export interface Secrets {
  readonly secretKey: string;
  readonly adminEmail: string;
  readonly adminPassword: string;
  readonly databasePassword: string;
  readonly databaseRootPassword: string;
  readonly redisPassword: string;
  /** distinguishes the containers of this data folder from those of another one */
  readonly instance: string;
}

export const secretsFile = (dataFolder: string): string => join(dataFolder, 'secrets.json');

/** Secrets are generated once, stored in a file that only its owner can read, and never printed. */
export function loadOrCreateSecrets(dataFolder: string): Secrets {
  const file = secretsFile(dataFolder);
  const stored = existsSync(file) ? parse(file) : {};
  const secrets = { ...generateSecrets(), ...stored };
  if (Object.keys(stored).length < Object.keys(secrets).length) {
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    renameSync(fresh, file);
  }
  return secrets;
}

export function generateSecrets(): Secrets {
  return {
    secretKey: randomBytes(48).toString('base64url'),
    adminEmail: 'admin@hotdeal.local',
    adminPassword: generatePassword(),
    databasePassword: generatePassword(),
    databaseRootPassword: generatePassword(),
    redisPassword: generatePassword(),
    instance: randomBytes(4).toString('hex'),
  };
}

/** Has a letter and a digit for the password rule, and no character with a meaning in SQL, a shell or a URL. */
function generatePassword(): string {
  return `h${randomBytes(16).toString('hex')}${randomInt(10)}`;
}

function parse(file: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>;
  } catch (failure) {
    throw new LauncherError(
      `${file} cannot be read (${messageOf(failure)}). Repair it, or remove the data folder to start with an empty shop.`,
    );
  }
}
