import type { Check } from './findings.js';

/** A Codex mode that was asked for by name has what it needs; "auto" takes what there is. */
export const codexHasItsAccess: Check = {
  reads: ['models'],
  run({ config: { models }, where }) {
    const missing = [
      ...(models.codex_auth_mode === 'proxy' && models.openai_base_url === undefined ? ['OPENAI_BASE_URL'] : []),
      ...(['proxy', 'api'].includes(models.codex_auth_mode) && models.openai_api_key === undefined
        ? ['OPENAI_API_KEY']
        : []),
    ];
    const path = ['models', 'codex_auth_mode'];
    return {
      problems:
        missing.length === 0
          ? []
          : [
              {
                key: path.join('.'),
                where: where(path),
                says: `is ${models.codex_auth_mode}, and ${missing.join(' and ')} is missing.`,
                fix: `set ${missing.join(' and ')}, or set it to auto.`,
              },
            ],
      warnings: [],
    };
  },
};
