// The citizens' namespaces. A new one: a JSON file in zh/ and in en/, and two lines here. Names differ from the console's.
import '../../design/i18n/resources.ts';
import type { TextLoaders } from '../../design/i18n/texts.ts';
import type site from './zh/site.json';

declare module 'i18next' {
  interface ResourceNamespaceMap {
    site: typeof site;
  }
}

export const textLoaders: TextLoaders = import.meta.glob('./{zh,en}/*.json', { import: 'default' });
