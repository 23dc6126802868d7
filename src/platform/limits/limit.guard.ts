import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerModuleOptions } from '@nestjs/throttler';
import type { Request } from 'express';
import type { Config } from '#platform/config/config';
import { principalOf } from '#platform/security/principal';
import { isLimited, type LimitName } from './limited';
import { clientNetwork } from './network';
import type { SharedCounters } from './shared-counts';
import { tooMany } from './too-many';

const MINUTE_MS = 60_000;
export const ADDRESS = 'address';
export const ADDRESS_WINDOW_MS = MINUTE_MS;

/** Every limit that is counted in windows; those with a name of `LimitName` only on the routes that ask for it. */
export function throttling({ limits }: Config, storage: SharedCounters): ThrottlerModuleOptions {
  const getTracker = (request: object): string => clientNetwork(request as Request);
  const onlyWhere = (name: LimitName) => ({ name, skipIf: (context: ExecutionContext) => !isLimited(context, name) });
  return {
    storage,
    setHeaders: false,
    // The library's own is a SHA-256 per request, and a count for each route.
    generateKey: (_context, tracker, name) => `${name}:${tracker}`,
    throttlers: [
      { name: ADDRESS, limit: limits.address, ttl: ADDRESS_WINDOW_MS, getTracker },
      { ...onlyWhere('passwords'), limit: limits.passwords, ttl: 10 * MINUTE_MS, getTracker },
      {
        ...onlyWhere('orders'),
        limit: limits.orders,
        ttl: MINUTE_MS,
        getTracker: (request) => String(principalOf(request as Request).userId),
      },
    ],
  };
}

abstract class LimitGuard extends ThrottlerGuard {
  protected abstract readonly names: readonly string[];

  override async onModuleInit(): Promise<void> {
    await super.onModuleInit();
    this.throttlers = this.throttlers.filter(({ name }) => this.names.includes(name ?? ''));
  }

  protected override throwThrottlingException(
    _context: ExecutionContext,
    { timeToBlockExpire }: { readonly timeToBlockExpire: number },
  ): Promise<void> {
    throw tooMany(timeToBlockExpire);
  }
}

/** What one address may ask for, before anything is known of who asks: a flood of bad tokens ends here as well. */
@Injectable()
export class AddressLimits extends LimitGuard {
  protected override readonly names = [ADDRESS, 'passwords' satisfies LimitName];
}

const PASSED = Promise.resolve(true);

/** What one user may ask for; after the access guard. */
@Injectable()
export class UserLimits extends LimitGuard {
  protected override readonly names = ['orders' satisfies LimitName];

  override canActivate(context: ExecutionContext): Promise<boolean> {
    return isLimited(context, 'orders') ? super.canActivate(context) : PASSED;
  }
}
