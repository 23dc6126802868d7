// Loaded into an instance before its own code: named points of a sale at which it can be told to die, to freeze, to
// fail, or to wait. Production code knows nothing of them.
'use strict';
require('reflect-metadata');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const built = (file) => require(join(process.cwd(), 'dist', file));

setFlagsFromString('--expose-gc');

/** Where the point lies: a method of a class, or a function, at its beginning or after it has succeeded. */
const points = {
  'order committed': ['modules/order/persistence/order.repository', 'OrderRepository', 'addTogether', 'after'],
  'delivery handed over': ['platform/bus/relay', 'Relay', 'hand', 'before'],
  'order handed to the stock': [
    'modules/order/use-cases/take-stock-when-orders-placed',
    'TakeStockWhenOrdersPlaced',
    'handle',
    'before',
  ],
  'lock held': ['modules/stock/persistence/stock.repository', 'StockRepository', 'take', 'before'],
  'stock committed': ['modules/stock/persistence/stock.repository', 'StockRepository', 'take', 'after'],
  'settlement begun': ['modules/order/persistence/order-completion', 'OrderCompletion', 'complete', 'before'],
  'order settled': ['modules/order/persistence/order-completion', 'OrderCompletion', 'complete', 'after'],
  // `about` chooses the fact by its name.
  published: ['platform/bus/bus', 'Bus', 'publish', 'after'],
  // `about` chooses them by a part of the text of one.
  'statements sent': ['platform/database/statements-together', undefined, 'sendPipelined', 'before'],
  'stock given back': ['modules/stock/persistence/stock.repository', 'StockRepository', 'giveBack', 'after'],
  'owner told': ['modules/notification/use-cases/send-signals', 'SignalOwnersWhenOrdersSettled', 'handle', 'before'],
  'signal due': ['modules/notification/use-cases/send-signals', 'SendSignalWhenHotDealCreated', 'handle', 'before'],
  'signal sent': ['modules/notification/use-cases/send-signals', 'SendSignalWhenHotDealCreated', 'handle', 'after'],
  'notifications written': [
    'modules/notification/persistence/notification.repository',
    'NotificationRepository',
    'add',
    'after',
  ],
};

/** @type {Map<string, { action: string, skip: number, times: number, chance: number, about?: string }>} */
const armed = new Map();
const released = new Map();

// What is to happen from the first moment on: no order of the rig's comes before the first sweep.
for (const order of JSON.parse(process.env.FAULTS_ARMED ?? '[]')) armed.set(order.point, order);

/** @param {string} point @param {unknown[]} parameters */
async function reach(point, parameters) {
  const order = armed.get(point);
  if (order === undefined) return;
  if (order.about !== undefined && !parameters.some((one) => asText(one).includes(order.about))) return;
  if (order.skip-- > 0 || Math.random() >= order.chance) return;
  if (--order.times <= 0) armed.delete(point);
  // Told before it happens: the dead and the frozen say nothing.
  await new Promise((told) => process.send({ reached: point }, told));
  if (order.action === 'kill') process.kill(process.pid, 'SIGKILL');
  if (order.action === 'freeze') process.kill(process.pid, 'SIGSTOP');
  if (order.action === 'fail') throw new Error(`told to fail at: ${point}`);
  if (order.action === 'wait') await new Promise((resolve) => released.set(point, resolve));
}

/** A transaction is a parameter too, and no JSON. @param {unknown} parameter */
function asText(parameter) {
  try {
    return JSON.stringify(parameter) ?? '';
  } catch {
    return '';
  }
}

for (const [point, [file, name, method, when]] of Object.entries(points)) {
  const owner = name === undefined ? built(file) : built(file)[name].prototype;
  const original = owner[method];
  owner[method] = async function (...parameters) {
    if (when === 'before') await reach(point, parameters);
    const result = await original.apply(this, parameters);
    if (when === 'after') await reach(point, parameters);
    return result;
  };
}

process.on('message', ({ arm, release, disarm, collect }) => {
  if (collect !== undefined) runInNewContext('gc')();
  if (arm !== undefined) armed.set(arm.point, arm);
  if (disarm !== undefined) {
    armed.clear();
    for (const letGo of released.values()) letGo();
  }
  if (release !== undefined) released.get(release)?.();
  process.send?.({ heard: arm?.point ?? release ?? 'disarm' });
});
// The rig's wire must not keep an instance alive that is about to end.
process.channel?.unref();

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
