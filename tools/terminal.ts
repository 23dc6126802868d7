// What the launchers print: one line per step, with the time it took.

/** A failure that the reader can do something about. Its message is printed without a stack trace. */
export class LauncherError extends Error {}

const ERASE_LINE = '\r\u001b[2K';

let output: NodeJS.WriteStream = process.stdout;
let isStepOpen = false;
let isSilent = false;

/** Standard output is then left to the results of the program that the launcher starts. */
export function printToStandardError(): void {
  output = process.stderr;
}

/** Steps that are still under way when the launcher is interrupted print nothing more. */
export function silence(): void {
  isSilent = true;
}

export function print(text: string): void {
  if (isSilent) return;
  if (isStepOpen) output.write('\n');
  isStepOpen = false;
  // The application may have left the line of its requests open.
  output.write(`${output.isTTY ? ERASE_LINE : ''}${text}\n`);
}

export async function printStep<Result>(what: string, work: () => Result | Promise<Result>): Promise<Result> {
  if (isSilent) return work();
  if (isStepOpen) output.write('\n');
  output.write(`- ${what} … `);
  isStepOpen = true;
  const begun = performance.now();
  try {
    const result = await work();
    endStep(`${((performance.now() - begun) / 1000).toFixed(1)} s`);
    return result;
  } catch (failure) {
    endStep('failed');
    throw failure;
  }
}

/** A failure elsewhere may leave a step unfinished. */
export function endOpenStep(): void {
  if (isStepOpen) endStep('failed');
}

function endStep(text: string): void {
  if (isSilent) return;
  output.write(isStepOpen ? `${text}\n` : `  ${text}\n`);
  isStepOpen = false;
}

export function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
