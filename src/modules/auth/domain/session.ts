const GRACE_MS = 10_000;

/** A login as its row stands, read under its lock. */
export interface Session {
  /** how often its tokens were renewed: the refresh token of this generation is the one not spent */
  readonly generation: number;
  /** when the one before was spent */
  readonly rotatedAt: Date | null;
  /** an access token of this generation was presented: its answer has arrived */
  readonly confirmed: boolean;
  readonly revoked: boolean;
  readonly expiresAt: Date;
}

/** `rotate`: spend it; `repeat`: answer its successor again; `reused`: a spent one came; `invalid`: a dead one came. */
export type RotationDecision = 'rotate' | 'repeat' | 'reused' | 'invalid';

/**
 * What becomes of a refresh token of `generation` that is presented at `now`, by the clock that `login` was written
 * by. A spent one is answered its successor again only while nothing shows that the first answer arrived: that
 * successor's own use would have made another generation, its access token's use is `confirmed`.
 */
export function decideRotation(login: Session, generation: number, now: Date): RotationDecision {
  const over = login.revoked || now >= login.expiresAt;
  if (generation > login.generation) return 'invalid';
  if (generation === login.generation) return over ? 'invalid' : 'rotate';
  const graceful =
    generation === login.generation - 1 &&
    !over &&
    !login.confirmed &&
    login.rotatedAt !== null &&
    now.getTime() - login.rotatedAt.getTime() < GRACE_MS;
  return graceful ? 'repeat' : 'reused';
}
