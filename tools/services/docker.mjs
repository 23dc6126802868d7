// Way 2: a Docker engine, if one answers and has or can get the images.
import { reason, step, Unable } from '../say.mjs';
import { startCompose } from './compose.mjs';
import { startContainers } from './containers.mjs';
import { findEngine, hasImage, images, pull } from './engine.mjs';

/**
 * @param {readonly import('./found.mjs').Need[]} needs
 * @param {import('./found.mjs').Purpose} purpose
 * @returns {Promise<import('./found.mjs').Found>}
 */
export async function startDocker(needs, purpose) {
  const engine = await findEngine();
  if (engine === undefined) throw new Unable('no Docker engine answers');
  for (const image of needs.map((need) => images[need])) {
    if (await hasImage(engine, image)) continue;
    await step(`Pulling the image ${image}`, () => pull(engine, image)).catch((failure) => {
      throw new Unable(reason(failure));
    });
  }
  return purpose.kind === 'test' ? startContainers(engine, needs, purpose) : startCompose(engine, needs, purpose);
}
