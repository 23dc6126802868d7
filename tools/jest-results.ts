import { readFileSync } from 'node:fs';

export interface JestResults {
  readonly passed: number;
  readonly failed: number;
}

interface ResultsFile {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

/** @returns nothing when jest has not written its results */
export function readResults(file: string): JestResults | undefined {
  try {
    const results = JSON.parse(readFileSync(file, 'utf8')) as ResultsFile;
    return {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    };
  } catch {
    return undefined;
  }
}
