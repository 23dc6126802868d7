import { existsSync } from 'node:fs';
import { openShop, type Shop, ShopError } from '@hotdeal/client';
import { describeAdministrator } from '../configuration';
import { setting } from '../environment';
import { loadOrCreateSecrets, secretsFile } from '../secrets';
import { LauncherError } from '../terminal';
import { request, withRetries } from './shop-access';

/** The shop as its administrator sees it: the account of the environment, or the one in the data folder of `npm start`. */
export async function visitAsAdministrator(origin: string, dataFolder: string): Promise<Shop> {
  const shop = openShop({ baseUrl: origin });
  const account = describeAdministrator(dataFolder);
  try {
    await withRetries(() => shop.login.logIn(credentialsFrom(dataFolder)));
  } catch (failure) {
    if (!(failure instanceof ShopError)) throw failure;
    throw new LauncherError(`The administrator cannot log in: ${failure.status} ${failure.code} (${account}).`);
  }
  const { role } = await request(() => shop.api.GET('/api/users/me'));
  if (role !== 'ADMIN') throw new LauncherError(`This account is not an administrator: ${account}.`);
  return shop;
}

function credentialsFrom(dataFolder: string): { readonly email: string; readonly password: string } {
  const file = secretsFile(dataFolder);
  const stored = existsSync(file) ? loadOrCreateSecrets(dataFolder) : undefined;
  const email = setting('ADMIN_EMAIL') ?? stored?.adminEmail;
  // Taken as it is: a password may begin or end with a space.
  const password = setting('ADMIN_PASSWORD') === undefined ? stored?.adminPassword : process.env['ADMIN_PASSWORD'];
  if (email !== undefined && password !== undefined) return { email, password };
  throw new LauncherError(
    `The demo acts as an administrator: set ADMIN_EMAIL and ADMIN_PASSWORD, or let npm start generate them in ${file}.`,
  );
}
