import { language } from './language';

/** The banks of Korea by the codes that payment providers use. */
const BANKS: Readonly<Record<string, readonly [korean: string, english: string]>> = {
  '88': ['신한은행', 'Shinhan Bank'],
  '06': ['KB국민은행', 'KB Kookmin Bank'],
  '20': ['우리은행', 'Woori Bank'],
  '81': ['하나은행', 'Hana Bank'],
  '11': ['NH농협은행', 'NH NongHyup Bank'],
  '12': ['지역농축협', 'Local NongHyup'],
  '03': ['IBK기업은행', 'IBK'],
  '90': ['카카오뱅크', 'KakaoBank'],
  '92': ['토스뱅크', 'Toss Bank'],
  '89': ['케이뱅크', 'K bank'],
  '02': ['KDB산업은행', 'KDB'],
  '07': ['Sh수협은행', 'Suhyup Bank'],
  '23': ['SC제일은행', 'SC First Bank'],
  '27': ['한국씨티은행', 'Citibank Korea'],
  '31': ['iM뱅크', 'iM Bank'],
  '32': ['부산은행', 'Busan Bank'],
  '34': ['광주은행', 'Gwangju Bank'],
  '35': ['제주은행', 'Jeju Bank'],
  '37': ['전북은행', 'Jeonbuk Bank'],
  '39': ['경남은행', 'Kyongnam Bank'],
  '45': ['새마을금고', 'MG'],
  '48': ['신협', 'Shinhyup'],
  '50': ['저축은행', 'Savings bank'],
  '71': ['우체국', 'Korea Post'],
};

/** The code itself for a bank that is not known here. */
export function bankName(code: string): string {
  return BANKS[code]?.[language.value === 'ko' ? 0 : 1] ?? code;
}

/** Those that most people use come first. An object would have the numbers without a leading zero first. */
const CODES = '88 06 20 81 11 12 03 90 92 89 02 07 23 27 31 32 34 35 37 39 45 48 50 71'.split(' ');

export function bankChoices(): readonly (readonly [code: string, name: string])[] {
  return CODES.map((code) => [code, bankName(code)]);
}
