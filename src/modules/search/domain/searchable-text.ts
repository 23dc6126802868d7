import { composeText, decomposeText } from '#platform/text';

/** Apostrophes as keyboards and word processors write them. */
const APOSTROPHES = /[\u0060\u00B4\u02BC\u2018\u2019\u201B]/g;

/** White space, characters that show nothing, and the combining marks of Latin, Greek and Cyrillic letters. */
const COMBINING = ['0300-\\u036F', '1AB0-\\u1AFF', '1DC0-\\u1DFF', '20D0-\\u20FF', 'FE20-\\uFE2F'];
const IGNORED = new RegExp(
  `[\\p{White_Space}\\p{Default_Ignorable_Code_Point}${COMBINING.map((range) => `\\u${range}`).join('')}]`,
  'gu',
);

/** As long as a product's name may be. */
export const MAX_SEARCH_LENGTH = 200;

const SPACES = /\p{White_Space}+/u;

/** Stands between the name and the description. No word contains it, so none is found across the two. */
const SEPARATOR = '\n';

/**
 * The one form of all spellings that a search takes for equal: case, width, accents, spaces, zero-width characters and
 * kinds of apostrophes do not count, `ß` is `ss`, and a decomposed Hangul syllable is the composed one. Upper case is
 * used because it has one sigma and no `ß`. Check the length of a text before: decomposing makes it up to 18 times as
 * long. When this form changes, the read model must be filled again by a migration.
 */
export function searchForm(text: string, most: number): string {
  const letters = decomposeText(text.replace(APOSTROPHES, "'"), most).replace(APOSTROPHES, "'").replace(IGNORED, '');
  return composeText(letters.toUpperCase().replaceAll('\u1E9E', 'SS'), letters.length);
}

/** What a search looks through: each word of it must be a part of this. */
export function searchableText(name: string, description: string): string {
  return `${searchForm(name, name.length)}${SEPARATOR}${searchForm(description, description.length)}`;
}

/** The different words of a search, in search form and in one order; none if it has only characters that are ignored. */
export function wordsOf(search: string): string[] {
  const words = search.split(SPACES).map((word) => searchForm(word, MAX_SEARCH_LENGTH));
  return [...new Set(words)].filter((word) => word !== '').sort();
}
