const LEAVES = {
  id: (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0,
  whole: (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0,
  text: (value: unknown) => typeof value === 'string' && value !== '',
  flag: (value: unknown) => typeof value === 'boolean',
  time: (value: unknown) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value),
  any: () => true,
};
type Leaf = keyof typeof LEAVES;

/**
 * The shape of an answer: exactly these fields. `?` after a leaf allows null; a list has at least one entry; `?` after the name
 * of a field makes it optional.
 */
export type Shape = Leaf | `${Leaf}?` | readonly [Shape] | { readonly [field: string]: Shape };

/** The differences of `value` from the shape, each with its path. */
export function mismatches(shape: Shape, value: unknown, path = 'answer'): string[] {
  if (typeof shape === 'string') {
    const leaf = shape.replace('?', '') as Leaf;
    const fits = (value === null && shape.endsWith('?')) || LEAVES[leaf](value);
    return fits ? [] : [`${path} is ${JSON.stringify(value)}, not ${shape}`];
  }
  if (isListOf(shape)) {
    if (!Array.isArray(value) || value.length === 0) return [`${path} is not a list with entries`];
    return value.flatMap((entry, index) => mismatches(shape[0], entry, `${path}[${index}]`));
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [`${path} is not an object`];
  const given = value as Record<string, unknown>;
  return [
    ...Object.keys(given).flatMap((field) =>
      field in shape || `${field}?` in shape ? [] : [`${path}.${field} is not in the contract`],
    ),
    ...Object.entries(shape).flatMap(([named, part]) => {
      const field = named.replace('?', '');
      return named !== field && given[field] === undefined ? [] : mismatches(part, given[field], `${path}.${field}`);
    }),
  ];
}

function isListOf(shape: object): shape is readonly [Shape] {
  return Array.isArray(shape);
}
