/** Where in a sale an instance can be told to stop short; see points.cjs. */
export type Point =
  | 'order committed'
  | 'delivery handed over'
  | 'order handed to the stock'
  | 'lock held'
  | 'stock committed'
  | 'settlement begun'
  | 'order settled'
  | 'published'
  | 'statements sent'
  | 'stock given back'
  | 'owner told'
  | 'signal due'
  | 'signal sent'
  | 'notifications written';

export interface Armed {
  readonly point: Point;
  readonly action: 'kill' | 'freeze' | 'fail' | 'wait';
  /** pass the point so often first; 0 by default */
  readonly skip?: number;
  /** act so often; once by default */
  readonly times?: number;
  /** each time only with this probability; 1 by default */
  readonly chance?: number;
  /** only where the parameters, as JSON, hold this text */
  readonly about?: string;
}

/** The order as points.cjs wants it. */
export const completed = (armed: Armed): Required<Omit<Armed, 'about'>> & Armed => ({
  skip: 0,
  times: 1,
  chance: 1,
  ...armed,
});

/** For `start`: what it is to do at these points from its first moment on. */
export function armedFromTheStart(...armed: readonly Armed[]): Readonly<Record<string, string>> {
  return { FAULTS_ARMED: JSON.stringify(armed.map(completed)) };
}
