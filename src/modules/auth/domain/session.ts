const GRACE_MS = 10_000;

/** A session as its row says, read under the lock of the row. */
export interface Session {
  /** how often its refresh token was rotated; the refresh token of this generation is the one that is still unused */
  readonly generation: number;
  /** when the refresh token of the generation before was used */
  readonly rotatedAt: Date | null;
  /** an access token of this generation was presented, so the answer of the last rotation has arrived */
  readonly confirmed: boolean;
  readonly revoked: boolean;
  readonly expiresAt: Date;
}

/**
 * `rotate`: the token is used now. `repeat`: it was used, and its successor is answered again. `reused`: it was used
 * before, which may be theft. `invalid`: it belongs to a session that has ended, or was never issued.
 */
export type RotationDecision = 'rotate' | 'repeat' | 'reused' | 'invalid';

/**
 * What to do with a refresh token of `generation` that is presented at `now`, by the clock that wrote `session`. The
 * successor of a used token is answered again only for ten seconds, and only while nothing shows that the first answer
 * arrived: the use of the successor would have made another generation, the use of its access token sets `confirmed`.
 */
export function decideRotation(session: Session, generation: number, now: Date): RotationDecision {
  const ended = session.revoked || now >= session.expiresAt;
  if (generation > session.generation) return 'invalid';
  if (generation === session.generation) return ended ? 'invalid' : 'rotate';
  const repeatable =
    generation === session.generation - 1 &&
    !ended &&
    !session.confirmed &&
    session.rotatedAt !== null &&
    now.getTime() - session.rotatedAt.getTime() < GRACE_MS;
  return repeatable ? 'repeat' : 'reused';
}
