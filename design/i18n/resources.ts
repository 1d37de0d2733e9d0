// The register of text namespaces: each front end adds its own in the same way. Chinese is the pattern that English
// must match (tests/design/texts.test.ts).
import type design from './zh/design.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'design';
    // Codes of the server (`waiting_citizen`) are keys as they are; `_` stays for plurals only.
    contextSeparator: '@';
  }
  interface ResourceNamespaceMap {
    design: typeof design;
  }
}
