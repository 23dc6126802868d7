import { type CustomDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Request } from 'express';
import type { Config } from '#platform/config/config';
import { DomainError } from '#platform/domain-error';

/** A limit on the routes that name it in `@Limited`. The module of these routes defines it. */
export interface RateLimit {
  readonly name: string;
  /** whose requests are counted together */
  readonly per: 'address' | 'user';
  readonly windowMs: number;
  /** requests in one window */
  readonly limit: (config: Config) => number;
  /** requests that are not counted */
  readonly exempt?: (request: Request) => boolean;
}

const defined = new Map<string, RateLimit>();
const LIMITED = 'limited';

/** @throws Error when the name is taken: two limits would share their counts */
export function defineRateLimit(limit: RateLimit): RateLimit {
  if (defined.has(limit.name)) throw new Error(`Two rate limits are called ${limit.name}`);
  defined.set(limit.name, limit);
  return limit;
}

export function rateLimits(): readonly RateLimit[] {
  return [...defined.values()];
}

/** Counts every request of this route against the limit, or against the limit of this name, which another module defines. */
export function Limited(limit: RateLimit | string): CustomDecorator {
  return SetMetadata(LIMITED, typeof limit === 'string' ? limit : limit.name);
}

/**
 * The limit of the route that is called, if it has one.
 * @throws Error when no limit has the name that the route gives
 */
export function limitOf(context: ExecutionContext): RateLimit | undefined {
  const name = Reflect.getMetadata(LIMITED, context.getHandler()) as string | undefined;
  if (name === undefined) return undefined;
  const limit = defined.get(name);
  if (limit === undefined) throw new Error(`No rate limit is called ${name}`);
  return limit;
}

/** @param retryAfter seconds until the window ends */
export function tooMany(retryAfter: number): DomainError {
  return new DomainError('too-many', 'TOO_MANY_REQUESTS', 'Too many requests. Please try again later.', { retryAfter });
}
