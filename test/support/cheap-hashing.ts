import { compare, hash } from 'bcrypt';
import { Passwords } from '../../src/modules/auth/passwords/passwords';
import type { Instance } from './instance';

const LOWEST_COST = 4;

/** Hashes new passwords at bcrypt's lowest cost, for tests with many logins: a hash takes 1 ms instead of 55 ms. */
export function hashCheaply({ app }: Pick<Instance, 'app'>): void {
  Object.assign(app.get(Passwords, { strict: false }), {
    bcrypt: { hash: (password: string) => hash(password, LOWEST_COST), compare },
    dummyHash: hash('no password', LOWEST_COST),
  });
}
