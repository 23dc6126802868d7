import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { Redis } from 'ioredis';
import type { RedisPlace } from '#platform/config/redis-place';

/** Errors of Redis, or of the check of its certificate, that no further attempt will overcome. */
const REFUSED = /certificate|wrong version number|^(?:WRONGPASS|NOAUTH|NOPERM)\b/i;
const UNKNOWN_AUTHORITY = /self-signed|unable to (?:verify|get)/;
/** The clients of Sentinels and of a cluster report this instead of the actual error. */
const HIDDEN = 'Connection is closed.';
const HANDSHAKE_LIMIT_MS = 1_000;

/**
 * Why Redis will always refuse this process as both are configured; undefined: it is unavailable, but may come back.
 *
 * @public the launcher uses it too
 * @param error as a client at that place has emitted it
 */
export async function refusalIn(error: Error, place: RedisPlace): Promise<string | undefined> {
  const message = messageOf(error);
  const reason = place.tls && message.endsWith(HIDDEN) ? await certificateErrorOf(place) : message;
  if (reason === undefined || !REFUSED.test(reason)) return undefined;
  const where = place.nodes.map(({ host, port }) => `${host}:${port}`).join(', ');
  const hint = UNKNOWN_AUTHORITY.test(reason) ? ' (NODE_EXTRA_CA_CERTS names a file with authorities of your own)' : '';
  return `Redis at ${where} is not used: ${reason}${hint}`;
}

/**
 * Reports each refusal once, until a connection is open again. Readiness and metrics report that Redis is unavailable.
 */
export class Refusals {
  private readonly reported = new Set<string>();
  private checking = false;

  constructor(private readonly report: (refusal: string) => void) {}

  watch(client: Redis, place: RedisPlace): Redis {
    client.on('ready', () => this.reported.clear());
    return client.on('error', (error) => void this.check(error, place));
  }

  private async check(error: Error, place: RedisPlace): Promise<void> {
    if (this.checking) return;
    this.checking = true;
    const refusal = await refusalIn(error, place);
    this.checking = false;
    if (refusal === undefined || this.reported.has(refusal)) return;
    this.reported.add(refusal);
    this.report(refusal);
  }
}

function messageOf(error: Error & { readonly lastNodeError?: Error }): string {
  return (error.lastNodeError ?? error).message.replace(/^All sentinels are unreachable.*Last error: /, '');
}

/** What is wrong with the certificate of the first node; undefined when it is valid, or the node is unavailable. */
function certificateErrorOf({ nodes: [node] }: RedisPlace): Promise<string | undefined> {
  if (node === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const named = isIP(node.host) === 0 ? { servername: node.host } : {};
    const socket = connect({ ...node, ...named, timeout: HANDSHAKE_LIMIT_MS });
    const end = (reason?: string): void => {
      resolve(reason);
      socket.destroy();
    };
    socket.once('secureConnect', () => end());
    socket.once('timeout', () => end());
    socket.on('error', ({ message }: Error) => end(message));
  });
}
