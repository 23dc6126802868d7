/** Ids as somebody has pasted them, each once; whatever stands between them parts them. */
export function idsIn(text: string): readonly number[] {
  const ids = (text.match(/\d+/g) ?? []).map(Number).filter((id) => id > 0 && Number.isSafeInteger(id));
  return [...new Set(ids)];
}
