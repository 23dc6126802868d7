import type { FieldRule } from './field-rules';

/** No composed character of any script has more code points in its decomposed form (NFD) than this. */
const MAX_DECOMPOSED_UNITS = 4;
/** White space around a text is allowed, and removed. */
const MAX_OUTER_SPACE = 100;

/**
 * Gives equal texts one spelling: without outer white space, in composed form (NFC), as most keyboards send it. Every
 * text is normalized here and nowhere else, because composing takes quadratic time: `a` followed by 300,000 combining
 * marks blocked the event loop for 32 s (2026-11). A text that is longer than any spelling of `most` characters is
 * therefore returned unchanged. The check of its length, which follows, refuses it.
 * @param most the most characters that the text may have
 */
export function normalizeText(text: string, most: number): string {
  return text.length > most * MAX_DECOMPOSED_UNITS + MAX_OUTER_SPACE ? text : text.trim().normalize('NFC');
}

/** The same for a text whose outer white space counts, such as a password. */
export function composeText(text: string, most: number): string {
  return text.length > most * MAX_DECOMPOSED_UNITS ? text : text.normalize('NFC');
}

/** The same in compatibility decomposition (NFKD), for comparing only: it may be 18 times as long as the text. */
export function decomposeText(text: string, most: number): string {
  return text.length > most * MAX_DECOMPOSED_UNITS + MAX_OUTER_SPACE ? text : text.normalize('NFKD');
}

/**
 * Whether the text has at most `most` characters, counted as the database counts them, by code point. Call it before
 * any pattern is applied to the text.
 */
export function isAtMost(text: string, most: number): boolean {
  if (text.length <= most) return true;
  // A character takes at most two UTF-16 units; characters are counted in short texts only.
  return text.length <= 2 * most && [...text].length <= most;
}

/**
 * Twice what any language needs: Hebrew has up to 5 points and accents on a letter, a Tibetan stack rarely more. Korean
 * jamo, the joiners of emoji and their skin tones are no combining marks.
 */
export const MAX_COMBINING_MARKS = 10;
const COMBINING_RUN = new RegExp(`\\p{M}{${MAX_COMBINING_MARKS + 1}}`, 'u');

/** Whether more combining marks follow each other than any language needs: only attacks and jokes contain them. */
export function hasCombiningRun(text: string): boolean {
  return COMBINING_RUN.test(text);
}

/**
 * A regular expression that needs the flag `u`, as a keyword of the OpenAPI document. It is not the keyword `pattern`,
 * because most tools compile that without the flag, and then read `\p{L}` as the letters p and L.
 */
export interface UnicodePattern {
  readonly 'x-unicode-pattern': string;
}

/** What a text must show: for the name of a person a letter or a digit, for other texts anything that is visible. */
type Shown = 'letter' | 'anything';

export interface TextForm {
  readonly lines: 'one' | 'many';
  readonly shows: Shown;
}

/**
 * Hangul fillers, variation selectors, zero-width characters and the like are ignorable; U+2800 is a Braille cell without
 * dots.
 */
const VISIBLE: Readonly<Record<Shown, string>> = {
  letter: '(?!\\p{DI})[\\p{L}\\p{N}]',
  anything: '(?!\\p{DI}|\\u2800)[^\\s\\p{C}]',
};
/**
 * Controls and overrides of the direction of writing, which show another text than is stored, are allowed nowhere. A
 * single line has no line or paragraph separator either, no isolates, and none of the deprecated format characters. The
 * joiners of emoji and of Persian, word separators of Thai and Khmer, and marks of direction are allowed.
 */
const ALLOWED: Readonly<Record<TextForm['lines'], string>> = {
  one: '[^\\p{Cc}\\p{Zl}\\p{Zp}\\u202A-\\u202E\\u2066-\\u206F\\uFEFF\\uFFF9-\\uFFFB]',
  many: '(?:[\\t\\n\\r]|[^\\p{Cc}\\u202A-\\u202E])',
};

/** The rules of `textViolation` as a Unicode pattern, where outer white space is allowed because it is removed. */
export function textPattern({ lines, shows }: TextForm): UnicodePattern {
  return { 'x-unicode-pattern': `^(?=[^]*${VISIBLE[shows]})\\s*${ALLOWED[lines]}*\\s*$` };
}

const visible = { letter: new RegExp(VISIBLE.letter, 'u'), anything: new RegExp(VISIBLE.anything, 'u') };
const allowed = { one: new RegExp(`^${ALLOWED.one}*$`, 'u'), many: new RegExp(`^${ALLOWED.many}*$`, 'u') };

/**
 * The rule that a text of a user breaks, if it breaks one. Every text that others read is checked here.
 * @param text normalized
 */
export function textViolation(
  text: string,
  { most, lines, shows }: TextForm & { most: number },
): FieldRule | undefined {
  if (text === '') return 'REQUIRED';
  if (!isAtMost(text, most)) return 'TOO_LONG';
  if (!allowed[lines].test(text)) return 'INVALID_CHARACTER';
  return visible[shows].test(text) ? undefined : 'NO_VISIBLE_CHARACTER';
}
