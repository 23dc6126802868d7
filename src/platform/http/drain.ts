import type { Server } from 'node:http';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { withTimeout } from '#platform/timing/with-timeout';
import { repeat } from '#platform/timing/repeat';
import { GracefulShutdown } from './graceful-shutdown';

const CLOSE_IDLE_EVERY_MS = 100;
const ANSWERS_LIMIT_MS = 4_000;
const QUIET_MS = 20;
const BACKLOG_LIMIT_MS = 500;

/**
 * Shuts the application down without dropping a request. For `windowMs` it still accepts connections, while readiness
 * fails and responses close their connections; then it accepts the connections that the kernel already holds, stops
 * listening, answers every request, and closes the modules. The framework's own shutdown dropped requests under load.
 */
export async function drain(app: INestApplication, windowMs: number): Promise<void> {
  const shutdown = app.get(GracefulShutdown);
  const server = app.getHttpServer() as Server;
  shutdown.begin();
  await pause(windowMs);
  const release = shutdown.hold();
  await backlogAccepted(server);
  server.close();
  release();
  const stopClosing = repeat(CLOSE_IDLE_EVERY_MS, () => server.closeIdleConnections());
  // The framework waits for the last connection before it closes the modules: an idle or hanging connection must not
  // delay the orderly shutdown of event handlers, sockets and the database.
  const forced = setTimeout(() => server.closeAllConnections(), ANSWERS_LIMIT_MS);
  try {
    await pause(QUIET_MS);
    await withTimeout(ANSWERS_LIMIT_MS, shutdown.answered(), () => new Error('late')).catch(() => undefined);
    await app.close();
  } finally {
    stopClosing();
    clearTimeout(forced);
  }
}

/**
 * Closing the server resets the connections that the kernel has accepted and Node has not: Node accepts one per turn.
 * 64 clients that reconnect for every request lost 63 of their requests without this wait, and none with it (2026-11).
 */
async function backlogAccepted(server: Server): Promise<void> {
  let arrived = 0;
  const count = (): void => void arrived++;
  server.on('connection', count);
  const deadline = performance.now() + BACKLOG_LIMIT_MS;
  for (let before = -1; before !== arrived && performance.now() < deadline;) {
    before = arrived;
    await pause(QUIET_MS);
    // On a busy machine the pause may end before the event loop has accepted a connection: after this turn it has.
    await turn();
  }
  server.off('connection', count);
}
