import type { Problem } from '../configError.js';
import type { Check } from './findings.js';

/** An own homeserver needs a way to sign in; the local one needs ids of its own server. */
export const botCanSignIn: Check = {
  reads: ['server', 'matrix'],
  run({ config, where }) {
    const { homeserver_url, bot_password, access_token, bot_user, server_name } = config.matrix;
    const own = homeserver_url !== undefined;
    const problems: Problem[] = [];
    if (own && config.server.roles.includes('bot') && bot_password === undefined && access_token === undefined) {
      problems.push({
        key: 'matrix.homeserver_url',
        where: where(['matrix', 'homeserver_url']),
        says: "is set, and the bot's account has neither a password nor an access token.",
        fix: 'set MATRIX_BOT_PASSWORD or MATRIX_ACCESS_TOKEN (or matrix.bot_password, matrix.access_token), or remove the URL for a local homeserver.',
      });
    }
    const botServer = bot_user.includes(':') ? bot_user.slice(bot_user.indexOf(':') + 1) : undefined;
    if (!own && botServer !== undefined && botServer !== server_name) {
      problems.push({
        key: 'matrix.bot_user',
        where: where(['matrix', 'bot_user']),
        says: 'is an account of another server than the local homeserver.',
        fix: 'give the local part alone, or set MATRIX_HOMESERVER_URL to the homeserver that the account is on.',
      });
    }
    return { problems, warnings: [] };
  },
};

/** One Matrix account is one person, and nobody is the bot. */
export const accountsAreDistinct: Check = {
  reads: ['people', 'matrix'],
  run({ config: { people, matrix }, where }) {
    const local = matrix.homeserver_url === undefined;
    const idOf = (name: string) => people[name]?.matrix_id ?? (local ? `@${name}:${matrix.server_name}` : undefined);
    const [botName = '', botServer = matrix.server_name] = matrix.bot_user.replace(/^@/, '').split(/:(.*)/s);
    const names = Object.keys(people);
    const problems = names.flatMap((name, index): Problem[] => {
      const id = idOf(name);
      const other = id === undefined ? undefined : names.slice(0, index).find((earlier) => idOf(earlier) === id);
      const path = ['people', name, 'matrix_id'];
      const key = path.join('.');
      if (id !== undefined && id === `@${botName}:${botServer}`) {
        return [{ key, where: where(path), says: 'is the account of the bot.', fix: 'give the person another one.' }];
      }
      return other === undefined
        ? []
        : [{ key, where: where(path), says: `is the account of ${other} too.`, fix: 'give each person their own.' }];
    });
    const nameless = names.filter((name) => idOf(name) === undefined);
    const warnings =
      nameless.length === 0
        ? []
        : [
            `${nameless.join(', ')}: no Matrix account is known, so your homeserver's rooms do not recognise them. Add matrix_id: '@name:server' to each under people: in opsroom.yaml.`,
          ];
    return { problems, warnings };
  },
};
