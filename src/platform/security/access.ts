import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Config } from '#platform/config/config';

/** Who may call a route; without a decorator, any logged-in user. */
export type Access = 'PUBLIC' | 'READER' | 'USER' | 'ADMIN';
export const ACCESS = 'access';

/** The route can be called without a token; a token is ignored. */
export function Public(): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(ACCESS, 'PUBLIC' satisfies Access), ApiExtension('x-access', 'PUBLIC'));
}

/**
 * The route shows what everyone may see, if the configuration allows visitors; otherwise it needs a token like the others.
 * A token that is sent must be valid. The answer is the same for everyone.
 */
export function Reader(): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(ACCESS, 'READER' satisfies Access), ApiExtension('x-access', 'READER'));
}

export function AdminOnly(): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(ACCESS, 'ADMIN' satisfies Access), ApiExtension('x-access', 'ADMIN'));
}

let visitorRule: (config: Config) => boolean = () => false;

/** Sets the rule by which the routes of readers can be called without a token; the module that owns them does. */
export function allowVisitors(rule: (config: Config) => boolean): void {
  visitorRule = rule;
}

export function visitorsAreAllowed(config: Config): boolean {
  return visitorRule(config);
}
