import type { Context } from 'mocha';

/**
 * Passes a test over on a machine that lacks what it needs, and says what. Under CI nothing is passed over: what a test
 * needs is installed by the script (test/prepare.mjs), so that a lack is a failure there.
 */
export function passOver(context: Context, reason: string): never {
  if (process.env['CI'] === 'true') throw new Error(`not passed over under CI: ${reason}`);
  console.log(`      passed over: ${reason}`);
  context.skip();
}
