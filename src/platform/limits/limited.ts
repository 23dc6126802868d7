import { type CustomDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';

/** The limits that only some routes have. */
export type LimitName = 'passwords' | 'orders';

const LIMITED = 'limited';

/** Every request of this route counts in that limit. */
export function Limited(name: LimitName): CustomDecorator {
  return SetMetadata(LIMITED, name);
}

export function isLimited(context: ExecutionContext, name: LimitName): boolean {
  return Reflect.getMetadata(LIMITED, context.getHandler()) === name;
}
