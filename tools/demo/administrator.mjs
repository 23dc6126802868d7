// The administrator, as the environment or the data folder of `npm start` knows them; logs in again before a token ends.
import { existsSync } from 'node:fs';
import { whereAdministratorIs } from '../configuration.mjs';
import { given } from '../environment.mjs';
import { Unable } from '../say.mjs';
import { keptSecrets, secretsFile } from '../secrets.mjs';

/** Of the 15 minutes that an access token lives. */
const TRUSTED_MS = 10 * 60_000;

export class Administrator {
  #api;
  #home;
  #credentials;
  /** @type {Promise<string>} */
  #token = Promise.resolve('');
  #until = 0;

  /**
   * @param {import('./api.mjs').Api} api
   * @param {string} home
   */
  constructor(api, home) {
    this.#api = api;
    this.#home = home;
    this.#credentials = credentialsFrom(home);
  }

  async assertMayAdminister() {
    const { body } = await this.demand('GET', '/api/users/me');
    if (body.role !== 'ADMIN')
      throw new Unable(`This account is no administrator: ${whereAdministratorIs(this.#home)}.`);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {import('./api.mjs').Asked} [asked]
   */
  async demand(method, path, asked = {}) {
    return this.#api.demand(method, path, { ...asked, token: await this.#freshToken() });
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {import('./api.mjs').Asked} [asked]
   */
  async ask(method, path, asked = {}) {
    return this.#api.ask(method, path, { ...asked, token: await this.#freshToken() });
  }

  #freshToken() {
    if (performance.now() >= this.#until) {
      this.#until = performance.now() + TRUSTED_MS;
      this.#token = this.#logIn();
    }
    return this.#token;
  }

  async #logIn() {
    const { status, body } = await this.#api.ask('POST', '/api/auth/login', { body: this.#credentials });
    if (status === 200) return body.accessToken;
    const where = whereAdministratorIs(this.#home);
    throw new Unable(`The administrator cannot log in: ${status} ${body.code ?? ''} (${where}).`);
  }
}

/** @param {string} home */
function credentialsFrom(home) {
  const kept = existsSync(secretsFile(home)) ? keptSecrets(home) : undefined;
  const email = given('ADMIN_EMAIL') ?? kept?.adminEmail;
  const password = process.env.ADMIN_PASSWORD || kept?.adminPassword;
  if (email !== undefined && password !== undefined) return { email, password };
  throw new Unable(
    `The demo acts as an administrator: set ADMIN_EMAIL and ADMIN_PASSWORD, or let npm start keep them in ${secretsFile(home)}.`,
  );
}
