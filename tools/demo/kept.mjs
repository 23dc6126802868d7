// What the demo remembers of each shop in the data folder, so that a second run finds its accounts and products.
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Kept
 * @property {string} tag in the e-mails and product names: tells what this data folder made from anything else
 * @property {string} password of all the accounts
 * @property {number} accounts how many have been signed up
 * @property {(number | null)[]} productIds by place in the range of goods
 * @property {number | null} openDeal a deal that has not been ended yet
 */

export class KeptShop {
  #file;
  #name;
  /** @type {Kept} */
  what;

  /**
   * @param {string} home
   * @param {URL} origin
   */
  constructor(home, origin) {
    this.#file = join(home, 'demo-sale.json');
    this.#name = origin.origin;
    this.what = read(this.#file)[this.#name] ?? {
      tag: randomBytes(4).toString('hex'),
      password: `h${randomBytes(16).toString('hex')}1`,
      accounts: 0,
      productIds: [],
      openDeal: null,
    };
  }

  /** For the owner's eyes only: it holds a password. */
  save() {
    const fresh = `${this.#file}.${process.pid}`;
    const shops = { ...read(this.#file), [this.#name]: this.what };
    writeFileSync(fresh, JSON.stringify(shops), { mode: 0o600 });
    renameSync(fresh, this.#file);
  }
}

/**
 * @param {string} file
 * @returns {Record<string, Kept>} by origin
 */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
