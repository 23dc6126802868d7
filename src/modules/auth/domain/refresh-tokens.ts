import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

const FORM = /^([\w-]{27})\.[\w-]{43}$/;
const GENERATION_AT = 16;

/** Which token of which login. */
export interface RefreshToken {
  readonly sessionId: string;
  /** how often the login's tokens had been renewed when this one was made; 0 at first */
  readonly generation: number;
}

/**
 * A refresh token names a login and a generation, and proves by HMAC that it was made here. Nothing else is in it:
 * whether it is spent, revoked or expired, the login's row says. The same login and generation always make the same
 * token, so a successor whose answer was lost can be answered again without being kept. No token of another kind can
 * pass for one, nor the reverse: form and key are its own.
 */
export class RefreshTokens {
  constructor(private readonly key: KeyObject) {}

  make({ sessionId, generation }: RefreshToken): string {
    const content = Buffer.alloc(GENERATION_AT + 4);
    content.write(sessionId.replaceAll('-', ''), 'hex');
    content.writeUInt32BE(generation, GENERATION_AT);
    const proof = createHmac('sha256', this.key).update(content).digest('base64url');
    return `${content.toString('base64url')}.${proof}`;
  }

  /** Undefined for everything that `make` did not make, to the letter. */
  read(text: string): RefreshToken | undefined {
    const content = Buffer.from(FORM.exec(text)?.[1] ?? '', 'base64url');
    if (content.length === 0) return undefined;
    const hex = content.toString('hex', 0, GENERATION_AT);
    const token = {
      sessionId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
      generation: content.readUInt32BE(GENERATION_AT),
    };
    return timingSafeEqual(Buffer.from(this.make(token)), Buffer.from(text)) ? token : undefined;
  }
}
