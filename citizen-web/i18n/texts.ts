// The citizens' namespaces. A new one: a JSON file in zh/ and in en/, and two lines here. Names differ from the console's.
// Traditional characters are made of the simplified ones: nothing is written for them.
import '../../design/i18n/resources.ts';
import type { ResourceKey } from 'i18next';
import type { TextLoaders } from '../../design/i18n/texts.ts';
import type broadcasts from './zh/broadcasts.json';
import type call from './zh/call.json';
import type chat from './zh/chat.json';
import type demo from './zh/demo.json';
import type disclosure from './zh/disclosure.json';
import type filing from './zh/filing.json';
import type follow from './zh/follow.json';
import type matters from './zh/matters.json';
import type participation from './zh/participation.json';
import type petition from './zh/petition.json';
import type place from './zh/place.json';
import type portal from './zh/portal.json';
import type progress from './zh/progress.json';
import type proxy from './zh/proxy.json';
import type published from './zh/published.json';
import type site from './zh/site.json';
import type sms from './zh/sms.json';
import type widget from './zh/widget.json';

declare module 'i18next' {
  interface ResourceNamespaceMap {
    broadcasts: typeof broadcasts;
    call: typeof call;
    chat: typeof chat;
    demo: typeof demo;
    disclosure: typeof disclosure;
    filing: typeof filing;
    follow: typeof follow;
    matters: typeof matters;
    participation: typeof participation;
    petition: typeof petition;
    place: typeof place;
    portal: typeof portal;
    progress: typeof progress;
    proxy: typeof proxy;
    published: typeof published;
    site: typeof site;
    sms: typeof sms;
    widget: typeof widget;
  }
}

/** The Chinese texts as `traditional.vite.ts` writes them when the pages are built. */
const traditional = import.meta.glob<ResourceKey>(['./zh/*.json', '../../design/i18n/zh/*.json'], {
  query: '?traditional',
  import: 'default',
});

export const textLoaders: TextLoaders = {
  ...import.meta.glob<ResourceKey>('./{zh,en}/*.json', { import: 'default' }),
  ...Object.fromEntries(
    Object.entries(traditional).map(([path, load]) => [path.replace(/^.*\/zh\//, './zh-Hant/'), load]),
  ),
};
