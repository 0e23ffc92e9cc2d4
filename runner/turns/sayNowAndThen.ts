import type { Logger } from 'pino';

/** Says something every `ms`, the first time after `ms`. A failure is logged: it is news about the work, not the work. */
export function sayNowAndThen(ms: number, say: () => Promise<void>, log: Logger): { stop(): Promise<void> } {
  let saying = Promise.resolve();
  const timer = setInterval(() => {
    saying = saying.then(say).catch((error: unknown) => {
      log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'the status line was not updated');
    });
  }, ms);
  return {
    async stop() {
      clearInterval(timer);
      await saying;
    },
  };
}
