import { isEmail } from 'class-validator';

export const LONGEST_EMAIL = 254;
/** Controls, invisible formatting and every kind of space: two spellings that look the same would be two accounts. */
const UNSEEN = /[\p{C}\p{Z}]/u;

/** The one spelling under which an e-mail is stored and looked up: trimmed, in lower case, composed. */
export function normalisedEmail(text: string): string {
  return text.trim().toLowerCase().normalize('NFC');
}

export function isEmailAddress(text: string): boolean {
  const email = normalisedEmail(text);
  return email.length <= LONGEST_EMAIL && !UNSEEN.test(email) && isEmail(email);
}
