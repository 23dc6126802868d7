import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { derivedKey } from './derived-key';

/** The first byte of a sealed value, before the id of its key. */
export const SEALED_VERSION = 1;
const ALGORITHM = 'aes-256-gcm';
const HEAD_BYTES = 2;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const OVERHEAD = HEAD_BYTES + IV_BYTES + TAG_BYTES;
/** The id of the key that is derived from SECRET_KEY. */
const DERIVED_ID = 0;

/** A sealed value cannot be opened. The message says why, and contains nothing of the text or of a key. */
export class CannotOpen extends Error {}

/**
 * Seals texts that no one may read in a table, a backup or an event, such as addresses, with AES-256-GCM:
 *
 *     sealed = 0x01 ‖ key id (1 byte) ‖ iv (12) ‖ ciphertext ‖ tag (16)
 *
 * A text is sealed for one place, such as `refund-account:7`, and opens nowhere else: a value that was copied to another
 * row is refused, as is one of which a bit was changed. The first key of `PII_KEYS` seals, and all of them open. Without
 * `PII_KEYS` the key with the id 0, which is derived from SECRET_KEY, seals; it always opens.
 */
@Injectable()
export class TextSealer {
  private readonly keys: ReadonlyMap<number, KeyObject>;
  /** the id of the key that seals */
  readonly sealingId: number;

  constructor({ piiKeys, secretKey }: Config) {
    const given = piiKeys.map(({ id, key }): [number, KeyObject] => [id, key]);
    this.keys = new Map([...given, [DERIVED_ID, derivedKey(secretKey, 'personal-data')]]);
    this.sealingId = piiKeys[0]?.id ?? DERIVED_ID;
  }

  /** The ids of the keys that open: the sealing one first, 0 last. */
  get keyIds(): readonly number[] {
    return [...this.keys.keys()];
  }

  /** @param place what the text belongs to, unlike that of any other sealed text: the row, and the column if there are several */
  seal(text: string, place: string): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key(this.sealingId), iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(place));
    const head = Buffer.from([SEALED_VERSION, this.sealingId]);
    return Buffer.concat([head, iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  /**
   * @param place the same as when it was sealed
   * @throws CannotOpen
   */
  open(sealed: Buffer, place: string): string {
    const id = keyIdOf(sealed);
    const key = this.key(id);
    const iv = sealed.subarray(HEAD_BYTES, HEAD_BYTES + IV_BYTES);
    const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      const text = decipher.update(sealed.subarray(HEAD_BYTES + IV_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      throw new CannotOpen(
        `The sealed value of ${place} cannot be opened: it was changed, it belongs to another row, or its key ${id} is not this one`,
      );
    }
  }

  private key(id: number): KeyObject {
    const key = this.keys.get(id);
    if (key === undefined) throw new CannotOpen(`PII_KEYS has no key ${id}, with which a value was sealed`);
    return key;
  }
}

/** @throws CannotOpen when this is no sealed value of a known version */
export function keyIdOf(sealed: Buffer): number {
  const [version, id] = sealed;
  if (version === undefined || id === undefined || sealed.length < OVERHEAD) {
    throw new CannotOpen('A sealed value is too short: a part of it is missing');
  }
  if (version !== SEALED_VERSION) throw new CannotOpen(`A sealed value has the unknown version ${version}`);
  return id;
}
