import type { Server } from 'node:http';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { withTimeout } from '#platform/timing/with-timeout';
import { GracefulShutdown } from './graceful-shutdown';

const CLOSE_IDLE_EVERY_MS = 100;
const ANSWERS_LIMIT_MS = 4_000;
const QUIET_MS = 20;
const DOORSTEP_LIMIT_MS = 500;

/**
 * Ends the application without cutting off a request: for `windowMs` it still accepts, but says that it is going;
 * then it takes in whoever has already knocked, accepts nothing more, answers what it has, and shuts the modules
 * down. Each of the framework's own ways dropped some requests under load.
 */
export async function drain(app: INestApplication, windowMs: number): Promise<void> {
  const draining = app.get(GracefulShutdown);
  const server = app.getHttpServer() as Server;
  draining.begin();
  await pause(windowMs);
  const open = draining.hold();
  await doorstepEmpty(server);
  server.close();
  open();
  const closing = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
  // The framework waits for the last connection before it shuts the rest down: one that never asks, or is never
  // answered, must not keep deliveries, sockets and the database from their orderly end.
  const lastCall = setTimeout(() => server.closeAllConnections(), ANSWERS_LIMIT_MS);
  try {
    await pause(QUIET_MS);
    await withTimeout(ANSWERS_LIMIT_MS, draining.answered(), () => new Error('late')).catch(() => undefined);
    await app.close();
  } finally {
    clearInterval(closing);
    clearTimeout(lastCall);
  }
}

/**
 * Closing resets the connections that the kernel has taken and Node has not: it takes one per turn of the event loop.
 * 64 clients that reconnect for every request lost 63 of their requests without this wait, and none with it (2026-11).
 */
async function doorstepEmpty(server: Server): Promise<void> {
  let arrived = 0;
  const count = (): void => void arrived++;
  server.on('connection', count);
  const deadline = performance.now() + DOORSTEP_LIMIT_MS;
  for (let before = -1; before !== arrived && performance.now() < deadline;) {
    before = arrived;
    await pause(QUIET_MS);
    // On a busy machine the pause may end before the loop has looked at the doorstep once: here it has.
    await turn();
  }
  server.off('connection', count);
}
