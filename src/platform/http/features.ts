import {
  type CanActivate,
  type CustomDecorator,
  type ExecutionContext,
  Injectable,
  NotFoundException,
  SetMetadata,
} from '@nestjs/common';
import { Config } from '#platform/config/config';

const FEATURE = 'feature';
const rules = new Map<string, (config: Config) => boolean>();

/**
 * A feature that the configuration can switch off. The module that owns the switch defines it.
 * @throws Error when the name is taken
 */
export function defineFeature(name: string, isOn: (config: Config) => boolean): void {
  if (rules.has(name)) throw new Error(`Two features are called ${name}`);
  rules.set(name, isOn);
}

/** Every feature, and whether it is on. */
export function featuresOf(config: Config): Readonly<Record<string, boolean>> {
  return Object.fromEntries([...rules].map(([name, isOn]) => [name, isOn(config)]));
}

/** The route begins something of this feature: while the feature is off, it answers like a route that does not exist. */
export function PartOf(feature: string): CustomDecorator {
  return SetMetadata(FEATURE, feature);
}

@Injectable()
export class FeatureGuard implements CanActivate {
  private readonly features: Readonly<Record<string, boolean>>;

  constructor(config: Config) {
    this.features = featuresOf(config);
  }

  canActivate(context: ExecutionContext): boolean {
    const name = Reflect.getMetadata(FEATURE, context.getHandler()) as string | undefined;
    if (name === undefined || this.features[name] === true) return true;
    if (this.features[name] === undefined) throw new Error(`No feature is called ${name}`);
    throw new NotFoundException();
  }
}
