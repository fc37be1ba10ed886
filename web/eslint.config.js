import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['dist', 'node_modules', 'test-results', 'playwright-report'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    rules: {
      // The checker of types knows more about names than this rule.
      'no-undef': 'off',
      // Text of reports is shown as text, never as markup.
      'svelte/no-at-html-tags': 'error',
      // This application has a router of its own, no SvelteKit.
      'svelte/no-navigation-without-resolve': 'off',
      // Addresses and look-ups are made anew each time, never changed after they are shown.
      'svelte/prefer-svelte-reactivity': 'off',
      // Blanks at the edge of an element are kept this way only.
      'svelte/no-useless-mustaches': 'off',
      // svelte-check knows better which of these comments are needed.
      'svelte/no-unused-svelte-ignore': 'off',
    },
  },
);
