const LONGEST = 50;

const CONTROL = /\p{Cc}/u;
const SOMETHING_TO_SEE = /[^\s\p{C}]/u;

/** The same as a pattern of JSON Schema; what is trimmed away may be anything blank. */
export const NAME_PATTERN = '^\\s*\\P{Cc}*[^\\s\\p{C}]\\P{Cc}*\\s*$';

export const NAME_RULE = `must have 1 to ${LONGEST} characters, and no control characters`;

/** Names are kept composed, and without white space around them. */
export function normalisedName(text: string): string {
  return text.trim().normalize('NFC');
}

export function isPersonName(text: string): boolean {
  const name = normalisedName(text);
  return SOMETHING_TO_SEE.test(name) && !CONTROL.test(name) && [...name].length <= LONGEST;
}
