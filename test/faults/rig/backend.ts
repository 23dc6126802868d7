import { Agent } from 'node:http';
import type { Duplex } from 'node:stream';

const LOOK_LIMIT_MS = 1_000;
/** Who says no goes at once; who says nothing may only be slow. */
const SILENT_LOOKS = 3;
const KEPT_IDLE = 256;

export interface Seat {
  readonly name: string;
  readonly address: string;
}

/** An instance as the balancer knows it. */
export class Backend {
  isUp = false;
  /** looks in a row without an answer */
  silent = 0;
  /** requests that it has not answered */
  open = 0;
  /** those of them that wait for a decision */
  waiting = 0;
  /** connections that were taken over by another protocol */
  readonly tunnels = new Set<Duplex>();
  /** answers that said goodbye */
  goodbyes = 0;
  readonly kept = new Agent({ keepAlive: true, maxFreeSockets: KEPT_IDLE });

  constructor(readonly seat: Seat) {}
}

/** Asks it whether it is ready, on a new connection. */
export async function lookAt(backend: Backend): Promise<void> {
  try {
    const answer = await fetch(`${backend.seat.address}/health/ready`, {
      headers: { connection: 'close' },
      signal: AbortSignal.timeout(LOOK_LIMIT_MS),
    });
    await answer.arrayBuffer();
    backend.isUp = answer.status === 200;
    backend.silent = 0;
  } catch (error) {
    backend.silent++;
    const isSlow = (error as Error).name === 'TimeoutError' && backend.silent < SILENT_LOOKS;
    if (!isSlow) backend.isUp = false;
  }
}
