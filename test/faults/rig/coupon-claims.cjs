// Run in the folder of a build, with the environment of an instance. Orders do not use coupons yet, so this does what
// they will: one step after the other, through the contract of the coupons. Prints the outcomes.
'use strict';
require('reflect-metadata');
const { join } = require('node:path');

const built = (/** @type {string} */ file) => require(join(process.cwd(), 'dist', file));

const { configFrom } = built('configuration');
const { openDataSource } = built('platform/database/data-source');
const { Database } = built('platform/database/database');
const { schema } = built('schema');
const { ClaimRepository } = built('modules/coupon/persistence/claim.repository');

/** @param {{ readonly coupon: object, readonly steps: readonly (readonly ['reserve' | 'release', number])[] }} work */
async function run({ coupon, steps }) {
  const dataSource = await openDataSource(configFrom(process.env), schema);
  try {
    const claims = new ClaimRepository(new Database(dataSource));
    const outcomes = [];
    for (const [step, orderId] of steps) {
      const request = { ...coupon, orderId, orderPrice: 50_000, instant: new Date() };
      const decisions = await claims[step]([request]);
      outcomes.push(decisions?.[0]?.outcome ?? null);
    }
    process.stdout.write(JSON.stringify(outcomes));
  } finally {
    await dataSource.destroy();
  }
}

void run(JSON.parse(process.argv[2] ?? ''));
