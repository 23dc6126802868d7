/** Resolves for every caller once `number` of them have called. */
export function barrier(number: number): () => Promise<void> {
  let arrived = 0;
  let open = (): void => undefined;
  const opened = new Promise<void>((done) => (open = done));
  return () => {
    if (++arrived >= number) open();
    return opened;
  };
}
