import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** Who may call a route; without a decorator, any logged-in user. */
export type Access = 'PUBLIC' | 'USER' | 'ADMIN';
export const ACCESS = 'access';

/** The route can be called without a token. */
export function Public(): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(ACCESS, 'PUBLIC' satisfies Access), ApiExtension('x-access', 'PUBLIC'));
}

export function AdminOnly(): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(ACCESS, 'ADMIN' satisfies Access), ApiExtension('x-access', 'ADMIN'));
}
