/** Whether the text has no NUL and no lone surrogate: such text is safe in every database and client. */
export function isPlainText(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}
