// The offset of a time zone as a database server takes it: the named zones are not loaded in a fresh one.

/**
 * @param {string} zone
 * @returns {string} for example +09:00
 */
export function offsetOf(zone) {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(new Date());
  const offset = parts.find((part) => part.type === 'timeZoneName')?.value.replace('GMT', '');
  return offset === undefined || offset === '' ? '+00:00' : offset;
}
