/**
 * Resolves when somebody asks the process to end, also while it is still starting: what is being started is then finished
 * first, so that it can be stopped in order. A second signal ends the process at once.
 */
export function untilSignalled(onSignal: () => void): Promise<undefined> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(130);
        asked = true;
        onSignal();
        resolve(undefined);
      });
    }
  });
}
