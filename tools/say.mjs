// What the launchers tell the person in front of them: one line per step, with the time it took.

/** A failure that the reader can do something about: its message is shown alone, without a stack. */
export class Unable extends Error {}

let lineIsOpen = false;
let isQuiet = false;
let stream = process.stdout;

/** Standard output is for the results of what the launcher starts. */
export function sayOnStandardError() {
  stream = process.stderr;
}

/** What is still under way when the launcher is told to stop has nothing more to say. */
export function beQuiet() {
  isQuiet = true;
}

/** @param {string} text */
export function say(text) {
  if (isQuiet) return;
  if (lineIsOpen) stream.write('\n');
  lineIsOpen = false;
  stream.write(`${text}\n`);
}

/**
 * @template T
 * @param {string} what
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(what, work) {
  if (isQuiet) return work();
  if (lineIsOpen) stream.write('\n');
  stream.write(`- ${what} … `);
  lineIsOpen = true;
  const begun = performance.now();
  try {
    const result = await work();
    closeLine(`${((performance.now() - begun) / 1000).toFixed(1)} s`);
    return result;
  } catch (failure) {
    closeLine('failed');
    throw failure;
  }
}

/** @param {string} text */
function closeLine(text) {
  if (isQuiet) return;
  stream.write(lineIsOpen ? `${text}\n` : `  ${text}\n`);
  lineIsOpen = false;
}

/** @param {unknown} failure */
export function reason(failure) {
  return failure instanceof Error ? failure.message : String(failure);
}

/**
 * Runs a launcher and turns what it throws into one readable message and exit code 1.
 *
 * @param {() => Promise<number>} launcher answers the exit code
 */
export async function run(launcher) {
  try {
    process.exit(await launcher());
  } catch (failure) {
    if (lineIsOpen) closeLine('failed');
    console.error(failure instanceof Unable ? `\n${failure.message}` : failure);
    process.exit(1);
  }
}
