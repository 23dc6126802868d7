import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

/** What somebody must know to be let in. */
export interface Login {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

export interface Step {
  readonly answer: string;
  /** whether that was the last message of somebody who knows the password */
  readonly isIn: boolean;
}

/** The server's side of one login: takes the client's messages one after the other, and throws at whoever is wrong. */
export type Conversation = (message: string) => Step;

export function conversation(login: Login): Conversation {
  return login.mechanism === 'plain' ? plain(login) : scram(login, login.mechanism === 'scram-sha-256' ? 32 : 64);
}

/** RFC 4616. */
function plain({ username, password }: Login): Conversation {
  return (message) => {
    if (message.split('\0').slice(1).join('\0') !== `${username}\0${password}`) throw new Error('Who are you?');
    return { answer: '', isIn: true };
  };
}

const ROUNDS = 4_096;

/** RFC 5802: the password is never sent, and the server proves that it knows it too. */
function scram({ username, password }: Login, bytes: 32 | 64): Conversation {
  const hash = `sha${bytes * 8}`;
  const hmac = (key: Buffer, text: string): Buffer => createHmac(hash, key).update(text).digest();
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, ROUNDS, bytes, hash);
  const storedKey = createHash(hash).update(hmac(salted, 'Client Key')).digest();
  let first = '';
  let challenge = '';

  const last = (message: string): Step => {
    const [, bare = '', nonce, proof = ''] = /^(c=biws,r=([^,]+)),p=(.+)$/.exec(message) ?? [];
    const all = `${first},${challenge},${bare}`;
    const signature = hmac(storedKey, all);
    const clientKey = Buffer.from(proof, 'base64').map((byte, index) => byte ^ (signature[index] ?? 0));
    const shown = createHash(hash).update(clientKey).digest();
    if (!challenge.startsWith(`r=${nonce},`) || !timingSafeEqual(shown, storedKey)) throw new Error('Who are you?');
    return { answer: `v=${hmac(hmac(salted, 'Server Key'), all).toString('base64')}`, isIn: true };
  };

  return (message) => {
    if (challenge !== '') return last(message);
    const [, bare = '', name = '', nonce] = /^n,,(n=([^,]+),r=([^,]+))$/.exec(message) ?? [];
    if (name.replaceAll('=2C', ',').replaceAll('=3D', '=') !== username) throw new Error('Who are you?');
    first = bare;
    challenge = `r=${nonce}${randomBytes(12).toString('hex')},s=${salt.toString('base64')},i=${ROUNDS}`;
    return { answer: challenge, isIn: false };
  };
}
