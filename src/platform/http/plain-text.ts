/** Text without NUL and without half of a surrogate pair: what every database and every client can hold. */
export function isPlainText(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}
