import { z } from 'zod';

type Variables = Readonly<Record<string, z.ZodType>>;

/** What the variables of a section hold once they are checked. */
export type ValuesOf<V extends Variables> = { readonly [Name in keyof V]: z.infer<V[Name]> };

/**
 * The configuration of one module: a class that declares its variables and is made from their values. The module
 * provides it with `provideSection`, and its parts inject it by its class.
 */
export interface ConfigSection<Section extends object = object> {
  readonly variables: Variables;
  /** @param platform the `Config`, whose sections are not there yet */
  new (values: never, platform: never): Section;
  /** The names of variables that are missing because another one is given. */
  missing?(values: never): readonly string[];
}

/** A variable whose error message says which numbers are allowed. */
export function wholeNumber(min: number, max: number): z.ZodCoercedNumber {
  return z.coerce
    .number({ error: `must be a whole number from ${min} to ${max}` })
    .int()
    .min(min)
    .max(max);
}

/** The address of a server to which paths are appended: whatever stands behind its own path would be lost or mangled. */
export function serverAddress(): z.ZodURL {
  return z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).refine((text) => {
    const { search, hash, username, password } = new URL(text);
    return !/[?#]/.test(text) && search + hash + username + password === '';
  }, 'must be an http(s) address without a query, a # or credentials');
}
