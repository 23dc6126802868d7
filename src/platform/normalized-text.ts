/** Gives equal texts one spelling: without outer white space, and in composed form (NFC), as most keyboards send it. */
export function normalizeText(text: string): string {
  return text.trim().normalize('NFC');
}
