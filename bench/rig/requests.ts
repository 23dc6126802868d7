import type { Load } from './load';

interface Request {
  /** the load's own where it is missing */
  readonly path: string | undefined;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

/** The next request of a load, each time it is asked. */
export function requestsOf(load: Load): () => Request {
  const [token, body, path] = [inTurn(load.tokens), inTurn(load.bodies), inTurn(load.paths)];
  let keyed = 0;
  return () => {
    const authorization = token();
    const content = body();
    const headers = {
      ...load.headers,
      ...(load.keys === undefined ? {} : { 'idempotency-key': `${load.keys}-${keyed++}` }),
      ...(authorization === undefined ? {} : { authorization: `Bearer ${authorization}` }),
      ...(content === undefined ? {} : { 'content-type': 'application/json' }),
    };
    return { path: path(), headers, body: content };
  };
}

/** The next of a list, from the start again after the last. */
function inTurn<Value>(values: readonly Value[] | undefined): () => Value | undefined {
  let next = 0;
  return () => values?.[next++ % values.length];
}
