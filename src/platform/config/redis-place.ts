import { z } from 'zod';

interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where a Redis is: one server, the master that Sentinels name, or a cluster. Empty texts: none. */
export interface RedisPlace {
  readonly kind: 'one' | 'sentinel' | 'cluster';
  /** the server, the Sentinels, or some nodes of the cluster */
  readonly nodes: readonly Address[];
  /** as the Sentinels call it */
  readonly master: string;
  /** the number of its database; of one server only */
  readonly db: number;
  readonly username: string;
  readonly password: string;
  readonly sentinelPassword: string;
  readonly tls: boolean;
}

const URL_FORM =
  /^redis(?<secure>s?)(?<form>-sentinel|-cluster)?:\/\/(?:(?:(?<user>[^:@]*):)?(?<secret>[^@]*)@)?(?<hosts>[^/?@]+)(?:\/(?<path>[\w.-]*))?(?:\?sentinelPassword=(?<sentinels>.*))?$/;
const HOST_AND_PORT = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<name>[\w.-]+))(?::(?<port>\d{1,5}))?$/;
const USUAL_PORTS = { one: 6379, sentinel: 26_379, cluster: 6379 };
/** What may follow the hosts: the number of a database, the name of a master, or nothing. */
const PATHS = { one: /^\d{0,5}$/, sentinel: /^.+$/, cluster: /^$/ };

/** One server at this address, without TLS. */
export function plainPlace(host: string, port: number, password: string): RedisPlace {
  const nodes = [{ host, port }];
  return { kind: 'one', nodes, master: '', db: 0, username: '', password, sentinelPassword: '', tls: false };
}

/** Undefined when the text is not such a URL. */
function placeOf(url: string): RedisPlace | undefined {
  const found = URL_FORM.exec(url)?.groups;
  if (found === undefined) return undefined;
  const { secure, form, hosts = '', path = '', sentinels = '' } = found;
  const kind = form === undefined ? 'one' : form === '-sentinel' ? 'sentinel' : 'cluster';
  const nodes = hosts.split(',').flatMap((text) => addressOf(text, USUAL_PORTS[kind]) ?? []);
  if (nodes.length !== hosts.split(',').length || (kind === 'one' && nodes.length > 1)) return undefined;
  if (!PATHS[kind].test(path) || (kind !== 'sentinel' && sentinels !== '')) return undefined;
  const [username, password, sentinelPassword] = [found['user'], found['secret'], sentinels].map(decoded);
  if (username === undefined || password === undefined || sentinelPassword === undefined) return undefined;
  const target = kind === 'sentinel' ? { master: path, db: 0 } : { master: '', db: Number(path) };
  return { kind, nodes, ...target, username, password, sentinelPassword, tls: secure === 's' };
}

function addressOf(text: string, usualPort: number): Address | undefined {
  const found = HOST_AND_PORT.exec(text.trim())?.groups;
  const host = found?.['v6'] ?? found?.['name'];
  const port = Number(found?.['port'] ?? usualPort);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

function decoded(text = ''): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const FORMS = 'redis://host:port, redis-sentinel://host:port,host:port/master or redis-cluster://host:port,host:port';

export const redisUrl = z.string().transform((text, context) => {
  const place = placeOf(text.trim());
  if (place !== undefined) return place;
  context.addIssue({ code: 'custom', message: `must be ${FORMS} (rediss… with TLS)` });
  return z.NEVER;
});

/** Independent servers, each as `host:port` or a URL. An even number would tolerate no more losses than one fewer. */
export const lockNodes = z.string().transform((text, context) => {
  const entries = text.split(',').map((entry) => entry.trim());
  const nodes = entries.flatMap((entry) => placeOf(entry.includes('://') ? entry : `redis://${entry}`) ?? []);
  const servers = nodes.filter(({ kind }) => kind === 'one');
  const addresses = new Set(servers.map(({ nodes: [address] }) => `${address?.host}:${address?.port}`));
  if (servers.length === entries.length && servers.length % 2 === 1 && addresses.size === servers.length) {
    return servers;
  }
  const message = 'must be an odd number of different servers, each as host:port or redis://:password@host:port';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});
