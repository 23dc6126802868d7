import { Injectable } from '@nestjs/common';
import { IdBlocks } from '#platform/database/id-blocks';
import { DomainError } from '#platform/domain-error';
import { Idempotency } from '#platform/http/idempotency/idempotency';
import type { RequestKey } from '#platform/http/idempotency/request-key';
import type { Principal } from '#platform/security/principal';
import { ProfileClient } from '#user';
import { WalletRepository } from '../persistence/wallet.repository';
import { WalletConfig } from '../wallet.config';

/** The sequence of the ids of charges. */
const CHARGE_IDS = 'point-charges';

interface Charge {
  readonly chargeAmount: number;
  /** without it, the caller */
  readonly userId?: number;
}

@Injectable()
export class ChargePoints {
  constructor(
    private readonly config: WalletConfig,
    private readonly idempotency: Idempotency,
    private readonly ids: IdBlocks,
    private readonly profiles: ProfileClient,
    private readonly wallets: WalletRepository,
  ) {}

  /**
   * Adds points once for each key.
   * @returns whose points were charged
   * @throws DomainError FORBIDDEN, USER_NOT_FOUND, POINT_LIMIT_EXCEEDED, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED
   */
  async execute(key: RequestKey, caller: Principal, { chargeAmount, userId = caller.userId }: Charge): Promise<number> {
    const isOwn = userId === caller.userId;
    if (caller.role !== 'ADMIN' && !(isOwn && this.config.usersCanCharge)) throw adminOnly();
    const attempt = { key, scope: 'wallet.charge', request: { userId, chargeAmount } };
    await this.idempotency.run(attempt, async (claim) => {
      if (!isOwn) await this.profiles.show(userId);
      const [chargeId = NaN] = await this.ids.take(CHARGE_IDS, 1);
      await this.wallets.charge({ chargeId, userId, amount: chargeAmount }, claim);
      return chargeId;
    });
    return userId;
  }
}

/** An administrator names any user; other callers name at most themselves. */
export function ownerOf(caller: Principal, userId: number | undefined): number {
  if (userId === undefined || userId === caller.userId || caller.role === 'ADMIN') return userId ?? caller.userId;
  throw adminOnly();
}

function adminOnly(): DomainError {
  return new DomainError('forbidden', 'FORBIDDEN', 'Only an administrator may do this.');
}
