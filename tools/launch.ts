import type { LaunchContext } from './environment';
import { endOpenStep, LauncherError } from './terminal';

type Launcher = (context: LaunchContext) => Promise<number>;

/** Runs the launcher of a command to its exit code. A failure becomes one readable message and exit code 1. */
export async function launch(command: string, context: LaunchContext): Promise<void> {
  try {
    const { launcher } = (await import(`./${command}.ts`)) as { readonly launcher: Launcher };
    process.exit(await launcher(context));
  } catch (failure) {
    endOpenStep();
    console.error(failure instanceof LauncherError ? `\n${failure.message}` : failure);
    process.exit(1);
  }
}
