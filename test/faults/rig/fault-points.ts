import type points from './points.json';

/** Where in a sale a fault can be injected into an instance; see points.cjs. */
export type Point = keyof typeof points;

export interface PointFault {
  readonly point: Point;
  readonly action: 'kill' | 'freeze' | 'fail' | 'wait';
  /** how many passes of the point stay undisturbed first; 0 by default */
  readonly skip?: number;
  /** how often the fault happens; once by default */
  readonly times?: number;
  /** the probability of each time; 1 by default */
  readonly chance?: number;
  /** the instance goes on for so long, then the fault happens */
  readonly afterMs?: number;
  /** only where the parameters, written as JSON, contain this text: the name of an event, a part of a statement */
  readonly containing?: string;
}

export const withDefaults = (fault: PointFault): Required<Omit<PointFault, 'containing' | 'afterMs'>> & PointFault => ({
  skip: 0,
  times: 1,
  chance: 1,
  ...fault,
});

/** For `start`: the faults that are active from the first moment of the process. */
export function faultsFromStart(...faults: readonly PointFault[]): Readonly<Record<string, string>> {
  return { FAULTS_FROM_START: JSON.stringify(faults.map(withDefaults)) };
}

/** The text by which a batch that contains this product is recognised. */
export const productText = (productId: number): string => `"productId":${productId},`;
