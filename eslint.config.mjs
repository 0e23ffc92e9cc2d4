import tseslint from 'typescript-eslint';

/** Imports go in one direction: config, then api, then runner and bot. `test/house` holds more of it; this is for the editor. */
const direction = (files, above, ignores = []) => ({
  files: [files],
  ignores,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: above.map((folder) => ({
          regex: `^(\\.\\./)+${folder}/`,
          message: `Imports go from ${folder} to here, never back.`,
        })),
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['dist', '.cache', 'node_modules', '**/*.mjs', '**/*.d.ts', '**/*.d.mts', 'bot/matrix/no-native-crypto'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: 'error',
      // Ids and ports read best as they are.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  direction('config/**', ['api', 'runner', 'bot', 'test']),
  direction('api/**', ['runner', 'bot', 'test']),
  direction('runner/**', ['bot', 'test']),
  direction('bot/**', ['runner', 'test'], ['bot/main.ts']),
  // mocha's describe and it return nothing that could be awaited, and a chai property is an assertion.
  {
    files: ['test/**'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off', '@typescript-eslint/no-unnecessary-condition': 'off' },
  },
);
