// Loaded into an instance before its own code. It wraps named points of a sale, so that the rig can make the instance
// die, freeze, fail or wait there. Production code contains nothing of this.
'use strict';
require('reflect-metadata');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
/** By point: a file of the build, its class (null: a function), the method, and at its start or after it succeeded. */
const points = require('./points.json');

const built = (file) => require(join(process.cwd(), 'dist', file));

setFlagsFromString('--expose-gc');

/** @type {Map<string, { action: string, skip: number, times: number, chance: number, afterMs?: number, containing?: string }>} */
const faults = new Map();
const waiting = new Map();

// The handlers start before the rig can send a message, so faults for the first moment come with the environment.
for (const fault of JSON.parse(process.env.FAULTS_FROM_START ?? '[]')) faults.set(fault.point, fault);

/** @param {string} point @param {unknown[]} parameters */
async function reach(point, parameters) {
  const fault = faults.get(point);
  if (fault === undefined) return;
  if (fault.containing !== undefined && !parameters.some((one) => asText(one).includes(fault.containing))) return;
  if (fault.skip-- > 0 || Math.random() >= fault.chance) return;
  if (--fault.times <= 0) faults.delete(point);
  // Reported first: a dead or frozen process sends nothing.
  await new Promise((sent) => process.send({ reached: point }, sent));
  if (fault.afterMs === undefined) await happen(point, fault.action);
  else setTimeout(() => void happen(point, fault.action), fault.afterMs);
}

/** @param {string} point @param {string} action */
async function happen(point, action) {
  if (action === 'kill') process.kill(process.pid, 'SIGKILL');
  if (action === 'freeze') process.kill(process.pid, 'SIGSTOP');
  if (action === 'fail') throw new Error(`injected failure at: ${point}`);
  if (action === 'wait') await new Promise((resolve) => waiting.set(point, resolve));
}

/** A transaction is a parameter too, and cannot be written as JSON. @param {unknown} parameter */
function asText(parameter) {
  try {
    return JSON.stringify(parameter) ?? '';
  } catch {
    return '';
  }
}

for (const [point, [file, name, method, when]] of Object.entries(points)) {
  const owner = name === null ? built(file) : built(file)[name].prototype;
  const original = owner[method];
  owner[method] = async function (...parameters) {
    if (when === 'before') await reach(point, parameters);
    const result = await original.apply(this, parameters);
    if (when === 'after') await reach(point, parameters);
    return result;
  };
}

process.on('message', ({ inject, release, removeFaults, collect, shiftDays }) => {
  if (collect !== undefined) runInNewContext('gc')();
  if (shiftDays !== undefined) dayShiftMs = shiftDays;
  if (inject !== undefined) faults.set(inject.point, inject);
  if (removeFaults !== undefined) {
    faults.clear();
    for (const resolve of waiting.values()) resolve();
  }
  if (release !== undefined) waiting.get(release)?.();
  process.send?.({ confirmed: true });
});
// The channel to the rig must not keep a process alive that is about to end.
process.channel?.unref();

let dayShiftMs = Number(process.env.FAULTS_DAY_SHIFT_MS ?? 0);
const days = built('platform/timing/zoned-time');
const { dayIn } = days;
days.dayIn = (zone, instant) => dayIn(zone, new Date(instant.getTime() + dayShiftMs));

const offsetMs = Number(process.env.FAULTS_CLOCK_OFFSET_MS ?? 0);
if (offsetMs !== 0) {
  const RealDate = Date;
  global.Date = class extends RealDate {
    constructor(...parameters) {
      super(...(parameters.length === 0 ? [RealDate.now() + offsetMs] : parameters));
    }
    static now() {
      return RealDate.now() + offsetMs;
    }
  };
}
