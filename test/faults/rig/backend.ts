import { Agent } from 'node:http';
import type { Duplex } from 'node:stream';

const CHECK_LIMIT_MS = 1_000;
/** An instance that refuses is removed at once; one that does not answer may only be slow. */
const MISSED_CHECKS = 3;
const IDLE_CONNECTIONS = 256;

export interface Endpoint {
  readonly name: string;
  readonly address: string;
}

/** An instance as the balancer knows it. */
export class Backend {
  isUp = false;
  /** consecutive checks without an answer */
  missedChecks = 0;
  /** requests without an answer so far */
  open = 0;
  /** those of them that wait for a decision */
  waiting = 0;
  /** websocket connections */
  readonly tunnels = new Set<Duplex>();
  /** answers with `Connection: close` */
  closing = 0;
  readonly agent = new Agent({ keepAlive: true, maxFreeSockets: IDLE_CONNECTIONS });

  constructor(readonly endpoint: Endpoint) {}
}

/** Checks on a new connection whether the instance is ready. */
export async function checkReadiness(backend: Backend): Promise<void> {
  try {
    const answer = await fetch(`${backend.endpoint.address}/health/ready`, {
      headers: { connection: 'close' },
      signal: AbortSignal.timeout(CHECK_LIMIT_MS),
    });
    await answer.arrayBuffer();
    backend.isUp = answer.status === 200;
    backend.missedChecks = 0;
  } catch (error) {
    backend.missedChecks++;
    const isSlow = (error as Error).name === 'TimeoutError' && backend.missedChecks < MISSED_CHECKS;
    if (!isSlow) backend.isUp = false;
  }
}
