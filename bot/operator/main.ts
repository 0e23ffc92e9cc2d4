/** The operator's command line: `npm run opsroom -- person add dana`. Works beside a running Opsroom, on its database. */
import { runOperator } from './runOperator.js';
import { systemAccount } from './systemAccount.js';

const writing =
  (stream: NodeJS.WriteStream) =>
  (line: string): void => {
    stream.write(`${line}\n`);
  };

try {
  process.exitCode = await runOperator({
    ...{ argv: process.argv.slice(2), env: process.env, cwd: process.cwd(), stdin: process.stdin },
    account: systemAccount(process.env),
    print: writing(process.stdout),
    complain: writing(process.stderr),
  });
} catch (error) {
  writing(process.stderr)(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
