import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';

/** The part of a service in docker-compose.yml that the tests read. */
export interface ComposeService {
  readonly image: string;
  readonly build?: unknown;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly profiles?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly logging?: { readonly options: Readonly<Record<string, string>> };
  readonly deploy?: { readonly resources: { readonly limits: Readonly<Record<string, string | number>> } };
  readonly ulimits?: { readonly nofile: number };
  readonly healthcheck?: { readonly disable?: boolean };
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly string[];
  readonly stop_grace_period?: string;
  readonly networks: readonly string[];
}

export const projectFile = (path: string): string => readFileSync(join(__dirname, '../..', path), 'utf8');

/** With merge keys, as Docker reads them. */
export const yaml = (path: string): unknown => load(projectFile(path), { schema: CORE_SCHEMA.withTags(mergeTag) });

export function composeServices(): Readonly<Record<string, ComposeService>> {
  const { services } = yaml('docker-compose.yml') as { services: Record<string, ComposeService> };
  return services;
}
