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
const MAX_COMBINING_MARKS = 10;
const COMBINING_RUN = new RegExp(`\\p{M}{${MAX_COMBINING_MARKS + 1}}`, 'u');

/** Whether more combining marks follow each other than any language needs: only attacks and jokes contain them. */
export function hasCombiningRun(text: string): boolean {
  return COMBINING_RUN.test(text);
}
