// Many things to do, a few of them at once, the results in the order of the things.

/**
 * @template Item, Result
 * @param {readonly Item[]} items
 * @param {number} most
 * @param {(item: Item, index: number) => Promise<Result>} work
 * @returns {Promise<Result[]>}
 */
export async function fewAtOnce(items, most, work) {
  /** @type {Result[]} */
  const results = [];
  const waiting = items.entries();
  const inTurn = async () => {
    for (const [index, item] of waiting) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: most }, inTurn));
  return results;
}
