/** What somebody most likely meant: of the candidates the one with the fewest typing errors, a third of it at most. */
export function nearest(written: string, candidates: readonly string[]): string | undefined {
  let found: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const errors = errorsBetween(written.toLowerCase(), candidate);
    if (errors > candidate.length / 3 || errors >= least) continue;
    found = candidate;
    least = errors;
  }
  return found;
}

/** How many letters were put in, left out, changed, or typed before the one that they follow. */
function errorsBetween(written: string, meant: string): number {
  let before: number[] = [];
  let row = Array.from({ length: meant.length + 1 }, (_, index) => index);
  for (let line = 1; line <= written.length; line++) {
    const next = [line];
    for (let place = 1; place <= meant.length; place++) {
      const isSame = written[line - 1] === meant[place - 1];
      const isSwapped = written[line - 1] === meant[place - 2] && written[line - 2] === meant[place - 1];
      next.push(
        Math.min(
          (row[place] ?? 0) + 1,
          (next[place - 1] ?? 0) + 1,
          (row[place - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped ? (before[place - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    [before, row] = [row, next];
  }
  return row.at(-1) ?? 0;
}
