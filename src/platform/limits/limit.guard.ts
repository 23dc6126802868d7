import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerModuleOptions } from '@nestjs/throttler';
import type { Request } from 'express';
import type { Config } from '#platform/config/config';
import { principalOf } from '#platform/security/principal';
import { clientNetwork } from './network';
import { limitOf, type RateLimit, rateLimits, tooMany } from './rate-limit';
import type { SharedCounters } from './shared-counts';

export const ADDRESS = 'address';
export const ADDRESS_WINDOW_MS = 60_000;

const TRACKERS: Readonly<Record<RateLimit['per'], (request: object) => string>> = {
  address: (request) => clientNetwork(request as Request),
  user: (request) => String(principalOf(request as Request).userId),
};

/** The limits for the throttler library: that of all requests of an address, and those of single routes. */
export function throttling(config: Config, storage: SharedCounters): ThrottlerModuleOptions {
  return {
    storage,
    setHeaders: false,
    // The library would compute a SHA-256 for each request, and count each route separately.
    generateKey: (_context, tracker, name) => `${name}:${tracker}`,
    throttlers: [
      { name: ADDRESS, limit: config.limits.address, ttl: ADDRESS_WINDOW_MS, getTracker: TRACKERS.address },
      ...rateLimits().map((limit) => ({
        name: limit.name,
        limit: limit.limit(config),
        ttl: limit.windowMs,
        getTracker: TRACKERS[limit.per],
        skipIf: (context: ExecutionContext) =>
          limitOf(context) !== limit || limit.exempt?.(context.switchToHttp().getRequest()) === true,
      })),
    ],
  };
}

abstract class LimitGuard extends ThrottlerGuard {
  protected abstract readonly per: RateLimit['per'];

  override async onModuleInit(): Promise<void> {
    await super.onModuleInit();
    const names = rateLimits().flatMap(({ name, per }) => (per === this.per ? name : []));
    if (this.per === 'address') names.push(ADDRESS);
    this.throttlers = this.throttlers.filter(({ name }) => names.includes(name ?? ''));
  }

  protected override throwThrottlingException(
    _context: ExecutionContext,
    { timeToBlockExpire }: { readonly timeToBlockExpire: number },
  ): Promise<void> {
    throw tooMany(timeToBlockExpire);
  }
}

/**
 * Limits the requests of one address. Runs before authentication, so that it also limits requests with invalid tokens.
 */
@Injectable()
export class AddressLimits extends LimitGuard {
  protected override readonly per = 'address';
}

const PASSED = Promise.resolve(true);

/** Limits the requests of one user. Runs after the access guard, which identifies the user. */
@Injectable()
export class UserLimits extends LimitGuard {
  protected override readonly per = 'user';

  override canActivate(context: ExecutionContext): Promise<boolean> {
    return limitOf(context)?.per === this.per ? super.canActivate(context) : PASSED;
  }
}
