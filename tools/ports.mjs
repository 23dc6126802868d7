// Loopback ports: a free one for a service, and whether the port that was asked for is taken.
import { createServer } from 'node:net';

/** @returns {Promise<number>} */
export async function freePort() {
  const port = await listen(0, '127.0.0.1');
  if (port === undefined) throw new Error('no free port on 127.0.0.1');
  return port;
}

/**
 * @param {number} port
 * @param {string} [host] default: every address
 */
export async function isFree(port, host) {
  return (await listen(port, host)) !== undefined;
}

/**
 * @param {number} port
 * @param {string | undefined} host
 * @returns {Promise<number | undefined>} undefined when it is taken
 */
function listen(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ failure) =>
      failure.code === 'EADDRINUSE' ? resolve(undefined) : reject(failure),
    );
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
