const LONGEST = 50;

export const NAME_RULE = `must have 1 to ${LONGEST} characters`;

/** Names are kept composed, and without white space around them. */
export function normalisedName(text: string): string {
  return text.trim().normalize('NFC');
}

export function isPersonName(text: string): boolean {
  const length = [...normalisedName(text)].length;
  return length >= 1 && length <= LONGEST;
}
