/** Milliseconds in which a repeated signal is the same wish: a terminal sends Ctrl-C to all its programs, and npm passes it on once more. */
const sameWish = 1_000;

/**
 * Resolves when somebody asks the process to end, also while it is still starting: what is being started is then finished
 * first, so that it can be stopped in order. Who asks again after a second ends the process at once.
 */
export function untilSignalled(onSignal: () => void): Promise<undefined> {
  return new Promise((resolve) => {
    let asked: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked !== undefined) {
          if (performance.now() - asked > sameWish) process.exit(130);
          return;
        }
        asked = performance.now();
        onSignal();
        resolve(undefined);
      });
    }
  });
}
