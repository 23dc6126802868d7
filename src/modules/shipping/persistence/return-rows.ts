import type { ReturnState } from '#shipping';
import type { ReturnItem, ReturnLine } from '../domain/return';

export interface ReturnRow {
  readonly returnId: number;
  readonly state: ReturnState;
  readonly reason: string | null;
}

export interface ReturnLineRow extends ReturnItem {
  readonly returnId: number;
}

export interface WorthLineRow extends ReturnLine {
  readonly returnId: number;
}

/** The lines of each return. */
export function linesByReturn<Line extends ReturnLineRow>(rows: readonly Line[]): Map<number, Line[]> {
  const lines = new Map<number, Line[]>();
  for (const row of rows) {
    const ofReturn = lines.get(row.returnId);
    if (ofReturn === undefined) lines.set(row.returnId, [row]);
    else ofReturn.push(row);
  }
  return lines;
}
