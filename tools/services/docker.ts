// Method 2: a Docker engine, if one answers and has the images or can pull them.
import { LauncherError, messageOf, printStep } from '../terminal';
import { startCompose } from './compose';
import { startContainers } from './containers';
import { findEngine, hasImage, images, pullImage } from './docker-engine';
import type { FoundServices, ServiceName, ServiceRequest } from './service-request';

export async function startDocker(
  services: readonly ServiceName[],
  serviceRequest: ServiceRequest,
): Promise<FoundServices> {
  const engine = await findEngine();
  if (engine === undefined) throw new LauncherError('no Docker engine answers');
  for (const image of services.map((service) => images[service])) {
    if (await hasImage(engine, image)) continue;
    await printStep(`Pulling the image ${image}`, () => pullImage(engine, image)).catch((failure: unknown) => {
      throw new LauncherError(messageOf(failure));
    });
  }
  const start = serviceRequest.kind === 'test' ? startContainers : startCompose;
  return start(engine, services, serviceRequest);
}
