import { createServer } from 'node:net';

/** A port of the loopback address that no program uses. */
export async function freePort(): Promise<number> {
  const port = await listen(0, '127.0.0.1');
  if (port === undefined) throw new Error('no free port on 127.0.0.1');
  return port;
}

/** Without a host, on every address. */
export async function isPortFree(port: number, host?: string): Promise<boolean> {
  return (await listen(port, host)) !== undefined;
}

/** @returns nothing when the port is in use */
function listen(port: number, host: string | undefined): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (failure: NodeJS.ErrnoException) => {
      if (failure.code === 'EADDRINUSE') resolve(undefined);
      else reject(failure);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : undefined));
    });
  });
}
