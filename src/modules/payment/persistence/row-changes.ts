/** What one attempt gets in a statement that changes many. */
export interface RowChange {
  readonly paymentId: number;
  /** for the placeholders of what is set */
  readonly parameters: readonly unknown[];
}

/**
 * One statement that sets the same columns of several attempts, each to values of its own.
 * @param set with a placeholder for each value, and no other question mark
 */
export function updateOf(set: string, changes: readonly RowChange[]): { sql: string; parameters: unknown[] } {
  const parameters: unknown[] = [];
  let next = 0;
  const values = set.replaceAll('?', () => {
    const column = changes.map((change) => change.parameters[next]);
    next++;
    if (column.every((value) => value === column[0])) {
      parameters.push(column[0]);
      return '?';
    }
    parameters.push(...changes.flatMap(({ paymentId }, index) => [paymentId, column[index]]));
    return `CASE payment_id${' WHEN ? THEN ?'.repeat(changes.length)} END`;
  });
  const paymentIds = changes.map(({ paymentId }) => paymentId);
  return { sql: `UPDATE payments SET ${values} WHERE payment_id IN (?)`, parameters: [...parameters, paymentIds] };
}
