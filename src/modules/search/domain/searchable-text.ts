/** Apostrophes as keyboards and word processors write them. */
const APOSTROPHES = /[\u0060\u00B4\u02BC\u2018\u2019\u201B]/g;

/** White space, characters that show nothing, and the combining marks of Latin, Greek and Cyrillic letters. */
const IGNORED =
  /[\p{White_Space}\p{Default_Ignorable_Code_Point}\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F]/gu;

const SPACES = /\p{White_Space}+/u;

/** Stands between the name and the description. No word contains it, so none is found across the two. */
const SEPARATOR = '\n';

/**
 * The one form of all spellings that a search takes for equal: case, width, accents, spaces, zero-width characters and
 * kinds of apostrophes do not count, `ß` is `ss`, and a decomposed Hangul syllable is the composed one. Upper case is
 * used because it has one sigma and no `ß`. Check the length of a text before: decomposing makes it up to 18 times as
 * long. When this form changes, the read model must be filled again by a migration.
 */
export function searchForm(text: string): string {
  const decomposed = text.replace(APOSTROPHES, "'").normalize('NFKD').replace(IGNORED, '');
  return decomposed.toUpperCase().replaceAll('\u1E9E', 'SS').normalize('NFC');
}

/** What a search looks through: each word of it must be a part of this. */
export function searchableText(name: string, description: string): string {
  return `${searchForm(name)}${SEPARATOR}${searchForm(description)}`;
}

/** The different words of a search, in search form and in one order; none if it has only characters that are ignored. */
export function wordsOf(search: string): string[] {
  const words = search.split(SPACES).map(searchForm);
  return [...new Set(words)].filter((word) => word !== '').sort();
}
