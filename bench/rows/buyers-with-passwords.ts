import { hash } from 'bcrypt';
import type { Rig } from '../rig/rig';

const FIRST_ID = 2_000_000;
const COST = 10;
const RIGHT = 'password123';
const WRONG = 'password124';

/** All accounts share one hash: a hash for each would take longer than the bench. */
export async function insertAccounts(rig: Rig, accounts: number): Promise<void> {
  const hashed = await hash(RIGHT, COST);
  const row = (_: unknown, index: number) => [FIRST_ID + index, emailOf(index), '홍길동', 'USER', 'ACTIVE', 1, hashed];
  await rig.query('INSERT INTO accounts (account_id, email, name, role, status, version, password_hash) VALUES ?', [
    Array.from({ length: accounts }, row),
  ]);
}

/** The bodies of their logins; with `mistyped` every second password is wrong. */
export function credentials(accounts: number, { mistyped = false } = {}): string[] {
  return Array.from({ length: accounts }, (_, index) =>
    JSON.stringify({ email: emailOf(index), password: mistyped && index % 2 === 1 ? WRONG : RIGHT }),
  );
}

const emailOf = (index: number): string => `buyer.${index}@example.com`;
