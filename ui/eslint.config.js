// What the screens' sources are held to beyond types and layout: the recommended rules for TypeScript and Vue, the
// rules for people who work without a mouse or with a screen reader, and lines that fit beside each other on a screen.
import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import access from 'eslint-plugin-vuejs-accessibility'
import globals from 'globals'
import typescript from 'typescript-eslint'

const LINE = { code: 120, ignoreUrls: true }
/** The components that are a form's controls, for the labels that stand around them. */
const CONTROLS = [
  'ElInput',
  'ElSelect',
  'ElCheckbox',
  'ElRadioGroup',
  'ElDatePicker',
  'ElInputNumber',
  'PinOnce',
]

export default typescript.config(
  { ignores: ['dist', 'node_modules', 'src/bindings.ts'] },
  js.configs.recommended,
  ...typescript.configs.recommended,
  ...vue.configs['flat/recommended'],
  ...access.configs['flat/recommended'],
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: typescript.parser, extraFileExtensions: ['.vue'] },
    },
    rules: {
      // The type checker knows names better than a linter does.
      'no-undef': 'off',
      // The full-width space is the blank of Chinese text.
      'no-irregular-whitespace': 'off',
      'vue/no-irregular-whitespace': [
        'error',
        {
          skipStrings: true,
          skipTemplates: true,
          skipRegExps: true,
          skipHTMLTextContents: true,
          skipHTMLAttributeValues: true,
        },
      ],
      // Components are named by what they are at their station; no element of HTML begins with a capital.
      'vue/multi-word-component-names': 'off',
      // A station hands its parts the one state that all of them work on; what is refused is to replace it.
      'vue/no-mutating-props': ['error', { shallowOnly: true }],
      'vuejs-accessibility/label-has-for': [
        'error',
        { controlComponents: CONTROLS, required: { some: ['nesting', 'id'] } },
      ],
      // A container that listens for the keys of the controls in it, or takes what is dropped where a button beside it
      // opens the same files, is no control itself.
      'vuejs-accessibility/no-static-element-interactions': 'off',
    },
  },
  prettier,
  { files: ['**/*.ts'], rules: { 'max-len': ['error', LINE] } },
  { files: ['**/*.vue'], rules: { 'vue/max-len': ['error', { ...LINE, template: LINE.code }] } },
)
