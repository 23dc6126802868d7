import type { Request, Response } from 'express';
import type { Requester } from '#platform/limits/bulkhead';
import { clientNetwork } from '#platform/limits/network';
import { type Principal, principalOf } from '#platform/security/principal';
import { parameter } from './parameter';

/** The `Principal` of the request; not for public routes. */
export function CurrentUser(): ParameterDecorator {
  return parameter(principalOf);
}

/** The address or network that the request comes from, as the limits count it. */
export function ClientNetwork(): ParameterDecorator {
  return parameter(clientNetwork);
}

/** The user of the request, or its address without a user, as a `Requester`. */
export function CurrentRequester(): ParameterDecorator {
  return parameter(requesterOf);
}

function requesterOf(request: Request, response: Response): Requester {
  const user = principalOf(request) as Principal | undefined;
  const disconnected = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) disconnected.abort();
  });
  return {
    key: user === undefined ? `address:${clientNetwork(request)}` : `user:${user.userId}`,
    signal: disconnected.signal,
  };
}
