const { stdout } = process;
let isOpen = false;

/** What is under way: one line that is written over, or a line each where nobody looks at a terminal. */
export function progress(what: string): void {
  if (stdout.isTTY) stdout.write(`\r\x1b[K${what}`);
  else stdout.write(`  ${what}\n`);
  isOpen = stdout.isTTY;
}

export function closeProgress(): void {
  if (isOpen) stdout.write('\r\x1b[K');
  isOpen = false;
}
