import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

/** The credentials that the server accepts. */
export interface Login {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

export interface Step {
  readonly answer: string;
  /** whether the client has proved that it knows the password */
  readonly authenticated: boolean;
}

/** The server's side of one login: takes the client's messages one after the other and throws when the credentials are wrong. */
export type SaslExchange = (message: string) => Step;

export function saslExchange(login: Login): SaslExchange {
  return login.mechanism === 'plain' ? plain(login) : scram(login, login.mechanism === 'scram-sha-256' ? 32 : 64);
}

/** RFC 4616. */
function plain({ username, password }: Login): SaslExchange {
  return (message) => {
    if (message.split('\0').slice(1).join('\0') !== `${username}\0${password}`)
      throw new Error('Authentication failed');
    return { answer: '', authenticated: true };
  };
}

const ROUNDS = 4_096;

/** RFC 5802: the password is never sent, and the server proves that it knows it as well. */
function scram({ username, password }: Login, bytes: 32 | 64): SaslExchange {
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
    if (!challenge.startsWith(`r=${nonce},`) || !timingSafeEqual(shown, storedKey))
      throw new Error('Authentication failed');
    return { answer: `v=${hmac(hmac(salted, 'Server Key'), all).toString('base64')}`, authenticated: true };
  };

  return (message) => {
    if (challenge !== '') return last(message);
    const [, bare = '', name = '', nonce] = /^n,,(n=([^,]+),r=([^,]+))$/.exec(message) ?? [];
    if (name.replaceAll('=2C', ',').replaceAll('=3D', '=') !== username) throw new Error('Authentication failed');
    first = bare;
    challenge = `r=${nonce}${randomBytes(12).toString('hex')},s=${salt.toString('base64')},i=${ROUNDS}`;
    return { answer: challenge, authenticated: false };
  };
}
