import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

const FORM = /^([\w-]{27})\.[\w-]{43}$/;
const GENERATION_AT = 16;

/** Which token of which session. */
export interface RefreshToken {
  readonly sessionId: string;
  /** how often the session's refresh token had been rotated when this one was issued; 0 at first */
  readonly generation: number;
}

/**
 * A refresh token names a session and a generation, and proves by HMAC that it was issued here. It holds nothing else:
 * the session's row says whether it was used, revoked or has expired. The same session and generation always give the
 * same token, so a successor whose answer was lost can be answered again without being stored. Its format and its key
 * differ from those of access tokens, so neither can be used as the other.
 */
export class RefreshTokens {
  constructor(private readonly key: KeyObject) {}

  issue({ sessionId, generation }: RefreshToken): string {
    const content = Buffer.alloc(GENERATION_AT + 4);
    content.write(sessionId.replaceAll('-', ''), 'hex');
    content.writeUInt32BE(generation, GENERATION_AT);
    const proof = createHmac('sha256', this.key).update(content).digest('base64url');
    return `${content.toString('base64url')}.${proof}`;
  }

  /** Returns undefined for any text that `issue` did not return. */
  read(text: string): RefreshToken | undefined {
    const content = Buffer.from(FORM.exec(text)?.[1] ?? '', 'base64url');
    if (content.length === 0) return undefined;
    const hex = content.toString('hex', 0, GENERATION_AT);
    const token = {
      sessionId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
      generation: content.readUInt32BE(GENERATION_AT),
    };
    return timingSafeEqual(Buffer.from(this.issue(token)), Buffer.from(text)) ? token : undefined;
  }
}
