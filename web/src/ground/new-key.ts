/** For one wish, however often it is sent. `crypto.randomUUID` is there on HTTPS only. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
}
