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

const MINUTE_MS = 60_000;

/** A length of time to the minute: `3일 2시간`, `3 days 2 hours`. */
export function lengthOfTime(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / MINUTE_MS));
  const parts = [
    unit(Math.floor(minutes / 1_440), 'day'),
    unit(Math.floor(minutes / 60) % 24, 'hour'),
    unit(minutes % 60, 'minute'),
  ];
  return parts.filter((part) => part !== '').join(' ') || unit(0, 'minute', true);
}

function unit(number: number, name: 'day' | 'hour' | 'minute', isZeroShown = false): string {
  if (number === 0 && !isZeroShown) return '';
  return number.toLocaleString(locales[language.value], { style: 'unit', unit: name, unitDisplay: 'long' });
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
