import { CATEGORY_CODES } from '#product';
import { invalidField } from '#platform/http/invalid';
import { parameter } from '#platform/http/parameters/parameter';
import { choiceField, flagField, textField, wholeField } from '#platform/http/parameters/query';
import { type SearchFilter, type Sort, SORTS } from '../domain/search-query';
import { MAX_SEARCH_LENGTH, wordsOf } from '../domain/searchable-text';

const PRICES = { min: 0, max: Number.MAX_SAFE_INTEGER };

const FIELDS = {
  category: choiceField('category', CATEGORY_CODES),
  q: textField('q', { most: MAX_SEARCH_LENGTH }),
  minPrice: wholeField('minPrice', PRICES),
  maxPrice: wholeField('maxPrice', PRICES),
  available: flagField('available'),
  onDeal: flagField('onDeal'),
};

/** The parameters that restrict a list of products, as a `SearchFilter`. */
export function ProductFilter(): ParameterDecorator {
  return parameter(
    (request): SearchFilter => ({
      words: readWords(FIELDS.q.read(request)),
      category: FIELDS.category.read(request),
      minPrice: FIELDS.minPrice.read(request),
      maxPrice: FIELDS.maxPrice.read(request),
      available: FIELDS.available.read(request),
      onDeal: FIELDS.onDeal.read(request),
    }),
    ...Object.values(FIELDS)
      .map(({ documented }) => documented)
      .reverse(),
  );
}

const SORT = choiceField<Sort>('sort', SORTS, 'newest');

/** The order of a list of products. */
export function ProductSort(): ParameterDecorator {
  return parameter(SORT.read, SORT.documented);
}

/** A search whose characters are all ignored is refused: it would find everything. */
function readWords(search: string | undefined): readonly string[] {
  if (search === undefined) return [];
  const words = wordsOf(search);
  if (words.length === 0) {
    throw invalidField('q', 'NO_VISIBLE_CHARACTER', 'must have a character that the search does not ignore');
  }
  return words;
}
