/** The ids in pasted text, each once; anything between digits separates them. */
export function parseIds(text: string): readonly number[] {
  const ids = (text.match(/\d+/g) ?? []).map(Number).filter((id) => id > 0 && Number.isSafeInteger(id));
  return [...new Set(ids)];
}
