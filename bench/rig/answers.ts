import type { Rig } from './rig';

/** What the server has answered on a route, by status. */
type Answers = Readonly<Record<string, number>>;

/** The metric of the server. */
async function answersOn(rig: Rig, route: string): Promise<Answers> {
  const metrics = await (await fetch(rig.server.metricsAddress)).text();
  const counted = metrics.matchAll(/^http_requests_total\{[^}]*route="([^"]*)",status="(\d+)"\} (\d+)$/gm);
  const ofRoute = [...counted].filter(([, path]) => path === route);
  return Object.fromEntries(ofRoute.map(([, , status, number]) => [status ?? '', Number(number)]));
}

/** Counts the answers on `route` from now on. @returns a function that gives them per second, as details of a row */
export async function answersFromNow(rig: Rig, route: string, what: string): Promise<() => Promise<Answers>> {
  const [begun, before] = [performance.now(), await answersOn(rig, route)];
  return async () => {
    const seconds = (performance.now() - begun) / 1_000;
    return Object.fromEntries(
      Object.entries(await answersOn(rig, route)).map(([status, number]) => [
        `${what}, answered ${status}, per s`,
        Math.round(((number - (before[status] ?? 0)) / seconds) * 10) / 10,
      ]),
    );
  };
}
