const MOST_ASKED_AT_ONCE = 1_000;

/** A look-up takes a thousand ids: asks as often as it takes, and answers as one. */
export async function byThousand<Answer>(
  ids: readonly number[],
  ask: (ids: number[]) => Promise<Answer[]>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let first = 0; first < ids.length; first += MOST_ASKED_AT_ONCE)
    answers.push(...(await ask(ids.slice(first, first + MOST_ASKED_AT_ONCE))));
  return answers;
}
