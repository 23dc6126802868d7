import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from './data-folder';
import { setting } from './environment';
import { hasShop, recordedDatabase } from './shop-data';
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

/**
 * Secrets are generated once, stored in a file that only its owner can read, and never printed. Those of a shop that
 * exists are not replaced unless `renew` says so: its administrator has the old password.
 */
export function loadOrCreateSecrets(dataFolder: string, { renew = false }: { readonly renew?: boolean } = {}): Secrets {
  const file = secretsFile(dataFolder);
  const stored = existsSync(file) ? parse(file) : {};
  const generated = generateSecrets();
  const missing = Object.keys(generated).filter((name) => typeof stored[name as keyof Secrets] !== 'string');
  if (missing.length === 0) return stored as Secrets;
  const isReplaced = hasShop(dataFolder) && !areConfigured(missing);
  if (isReplaced && !renew) throw new LauncherError(refusal(dataFolder, missing));
  // The first administrator is created if there is none with this e-mail.
  const adminEmail = isReplaced ? `admin-${generated.instance}@hotdeal.local` : generated.adminEmail;
  const secrets = { ...generated, adminEmail, ...stored };
  writeWhole(file, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

/** The environment replaces what would be lost; a local database gets its new passwords at each start. */
function areConfigured(missing: readonly string[]): boolean {
  const variables: Record<string, string> = {
    secretKey: 'SECRET_KEY',
    adminEmail: 'ADMIN_EMAIL',
    adminPassword: 'ADMIN_PASSWORD',
  };
  return missing.every((name) => variables[name] !== undefined && setting(variables[name]) !== undefined);
}

function refusal(dataFolder: string, missing: readonly string[]): string {
  const file = secretsFile(dataFolder);
  const what = existsSync(file) ? `${file} lacks ${missing.join(', ')}` : `${file} is missing`;
  const isInDocker = recordedDatabase(dataFolder) === 'docker';
  return [
    `${what}, but this data folder belongs to a shop that was started before.`,
    '  To go on as before: restore the file from a backup.',
    ...(isInDocker
      ? ['  Its containers need the passwords of that file.']
      : [
          '  To go on with new secrets: npm start -- --new-secrets',
          '     Every login ends, and the shop gets another administrator; the earlier one keeps its password.',
        ]),
    `  To start with an empty shop: another data folder (HOTDEAL_HOME=… npm start), or remove ${dataFolder}.`,
  ].join('\n');
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
