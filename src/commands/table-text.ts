/** What a spreadsheet would take for a formula, and what would be read back as such a text. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/u;

/**
 * A text as it is written into a cell: one that a spreadsheet would calculate is kept from it by an apostrophe, which
 * the spreadsheet shows, and which is taken off when the file is read back.
 */
export function cellOf(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

export function textOf(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}
