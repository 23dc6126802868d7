/** A text that a spreadsheet would take for a formula, or that would be read back as an escaped one. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/u;

/** Prefixes an apostrophe, which the spreadsheet shows and `unescapeFormula` removes when the file is read back. */
export function escapeFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

export function unescapeFormula(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}
