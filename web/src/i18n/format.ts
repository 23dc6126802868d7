import { language } from './language';

const locales = { ko: 'ko-KR', en: 'en-GB' } as const;

/** Whole won: `12,900원` in Korean, `₩12,900` in English. */
export function won(amount: number): string {
  return language.value === 'ko' ? `${count(amount)}원` : `₩${count(amount)}`;
}

export function count(number: number): string {
  return number.toLocaleString(locales[language.value]);
}

/** A date and time in the time zone of this device: `2026. 11. 21. 21:05`. */
export function dateTime(iso: string): string {
  return new Date(iso).toLocaleString(locales[language.value], { dateStyle: 'medium', timeStyle: 'short' });
}

/** A time of day to the second: `21:05:09`. */
export function timeOfDay(milliseconds: number): string {
  return new Date(milliseconds).toLocaleTimeString(locales.en);
}

/** `2d 03:04:05`; days only if there are any, and never below zero. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1_000));
  const clock = `${twoDigits((seconds / 3_600) % 24)}:${twoDigits((seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
  const days = Math.floor(seconds / 86_400);
  if (days === 0) return clock;
  return language.value === 'ko' ? `${days}일 ${clock}` : `${days}d ${clock}`;
}

function twoDigits(number: number): string {
  return String(Math.floor(number)).padStart(2, '0');
}
