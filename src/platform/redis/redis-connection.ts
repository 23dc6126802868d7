import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { RedisPlace } from '#platform/config/redis-place';
import { TlsConnector } from './tls-connector';

const RETRY = { stepMs: 50, mostMs: 1_000 };
const pauseAfter = (attempt: number): number => Math.min(RETRY.stepMs * attempt, RETRY.mostMs);
/** Every connection is opened with these options, to whatever kind of Redis. */
const CONNECTION: RedisOptions = { connectTimeout: 1_000, disconnectTimeout: 200, retryStrategy: pauseAfter };
/** How much longer this limit is than that of the command itself. */
const FORGOTTEN_AFTER_MS = 100;
/** A cluster does not announce a failover: its clients must ask. */
const SLOTS_REFRESHED_MS = 1_000;

/**
 * A client of the server, the Sentinels or the cluster at that place. That of a cluster has the commands and states of
 * a single connection; it does not repeat a command when a node is unavailable, so that the caller learns of the
 * failure in time.
 */
export function connect(place: RedisPlace, manner: RedisOptions): Redis {
  return place.kind === 'cluster'
    ? connectToCluster(place, manner)
    : ignoreConnectionErrors(new Redis(optionsOf(place, manner)));
}

/**
 * A connection to any node of a cluster, because messages reach all of them; when it is lost, to the next node. The
 * cluster's own client would open such a connection beside the others, and pings would be answered by another one.
 */
export function connectToAny(place: RedisPlace, manner: RedisOptions): Redis {
  if (place.kind !== 'cluster') return connect(place, manner);
  let next = Math.floor(Math.random() * place.nodes.length);
  const node = (): RedisOptions => ({ ...place.nodes[next++ % place.nodes.length] });
  const options = { ...CONNECTION, ...manner, ...accountOf(place), ...node() };
  const client = new Redis({
    ...options,
    retryStrategy: (attempt) => {
      Object.assign(client.options, node());
      return pauseAfter(attempt);
    },
  });
  return ignoreConnectionErrors(client);
}

/** The connections of a client: one, or one for each node of a cluster. */
export function connectionsOf(client: Redis): Redis[] {
  return clusterOf(client)?.nodes() ?? [client];
}

/** Calls `renewed` whenever another connection may answer from now on: it may return older data than the one before. */
export function onRenewed(client: Redis, renewed: () => void): void {
  client.on('ready', renewed);
  const cluster = clusterOf(client);
  cluster?.on('-node', renewed);
  cluster?.on('+node', (node: Redis) => {
    renewed();
    node.on('ready', renewed);
  });
}

function connectToCluster(place: RedisPlace, manner: RedisOptions): Redis {
  const { enableOfflineQueue, ...ofNodes } = { ...CONNECTION, ...manner };
  delete ofNodes.retryStrategy;
  const client = new Cluster([...place.nodes], {
    enableOfflineQueue,
    clusterRetryStrategy: pauseAfter,
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    slotsRefreshInterval: SLOTS_REFRESHED_MS,
    // A certificate is for the name that was configured or announced, not for the address that it resolves to.
    ...(place.tls ? { dnsLookup: (host, looked) => looked(null, host) } : {}),
    redisOptions: { ...ofNodes, ...accountOf(place) },
  });
  if (manner.commandTimeout !== undefined) rejectAfterTimeout(client, manner.commandTimeout);
  return ignoreConnectionErrors(client as unknown as Redis);
}

/**
 * When nodes leave or join, the cluster's client sometimes loses a command: it neither repeats nor rejects it, and the
 * time limit of the node has ended with the node. Without this limit, the caller would wait for ever.
 */
function rejectAfterTimeout(client: Cluster, limitMs: number): void {
  const send = client.sendCommand.bind(client);
  client.sendCommand = (command, ...rest) => {
    const reject = command.reject.bind(command);
    const late = setTimeout(() => reject(new Error('Command timed out')), limitMs + FORGOTTEN_AFTER_MS);
    const ended = (): void => clearTimeout(late);
    command.promise.then(ended, ended);
    return send(command, ...rest);
  };
}

function optionsOf(place: RedisPlace, manner: RedisOptions): RedisOptions {
  const options = { ...CONNECTION, ...manner, ...accountOf(place) };
  if (place.kind === 'one') return { ...options, ...place.nodes[0], db: place.db };
  return {
    ...options,
    sentinels: [...place.nodes],
    name: place.master,
    sentinelRetryStrategy: pauseAfter,
    sentinelCommandTimeout: 1_000,
    ...(place.sentinelPassword === '' ? {} : { sentinelPassword: place.sentinelPassword }),
    ...(place.tls ? { enableTLSForSentinelMode: true, sentinelTLS: {} } : {}),
  };
}

function accountOf({ kind, username, password, tls }: RedisPlace): RedisOptions {
  return {
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    ...(tls ? { tls: {}, ...(kind === 'sentinel' ? {} : { Connector: TlsConnector }) } : {}),
  };
}

/** Without a listener ioredis prints every failed reconnection; readiness and the callers report it. */
function ignoreConnectionErrors(client: Redis): Redis {
  return client.on('error', () => undefined);
}

function clusterOf(client: unknown): Cluster | undefined {
  return client instanceof Cluster ? client : undefined;
}
