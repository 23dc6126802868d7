import type { Load } from './load';

interface Request {
  /** `undefined`: the path in the URL of the load */
  readonly path: string | undefined;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

/** @returns a function that creates the next request of the load */
export function requestsOf(load: Load): () => Request {
  const [token, body] = [inTurn(load.tokens), inTurn(load.bodies)];
  const path = inTurn(load.paths, load.requestsPerPath);
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

/** @returns a function that gives each value this many times, and the first one after the last */
function inTurn<Value>(values: readonly Value[] | undefined, times = 1): () => Value | undefined {
  let next = 0;
  return () => values?.[Math.floor(next++ / times) % values.length];
}
