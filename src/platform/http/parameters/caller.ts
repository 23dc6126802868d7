import { clientNetwork } from '#platform/limits/network';
import { principalOf } from '#platform/security/principal';
import { parameter } from './parameter';

/** The `Principal` of the request; not for public routes. */
export function CurrentUser(): ParameterDecorator {
  return parameter(principalOf);
}

/** The address or network that the request comes from, as the limits count it. */
export function ClientNetwork(): ParameterDecorator {
  return parameter(clientNetwork);
}
