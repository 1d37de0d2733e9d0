// The gallery as pages of the documentation, written from the list of what was photographed.
import gallery from './gallery.json' with { type: 'json' };
import type { Look, Screen } from './screens.ts';

const files = { zh: 'screens.zh-CN.md', en: 'screens.md' } as const;
type Lang = keyof typeof files;

function picture({ id }: Screen, look: Look, lang: Lang): string {
  const said = `${gallery.screen[id][lang]} (${gallery.look[look.id][lang]})`;
  return `![${said}](images/screens/${id}-${look.id}.webp)`;
}

/** The first look large, the others as links. */
function entry(screen: Screen, lang: Lang): string {
  const [first, ...others] = screen.looks;
  if (!first) return '';
  const links = others.map(
    (look) => `[${gallery.look[look.id][lang]}](images/screens/${screen.id}-${look.id}.webp)`,
  );
  return [gallery.screen[screen.id][lang], picture(screen, first, lang), links.join(' · ')]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Name and text of each page. */
export function pagesOfGallery(screens: readonly Screen[]): [string, string][] {
  const roles = [...new Set(screens.map(({ role }) => role))];
  return (['en', 'zh'] as const).map((lang) => {
    const other = lang === 'en' ? `[中文](${files.zh})` : `[English](${files.en})`;
    const parts = roles.map((role) =>
      [
        `## ${gallery.role[role][lang]}`,
        ...screens.filter((screen) => screen.role === role).map((screen) => entry(screen, lang)),
      ].join('\n\n'),
    );
    const page = [`# ${gallery.title[lang]}`, other, gallery.lead[lang], ...parts].join('\n\n');
    return [files[lang], `${page}\n`];
  });
}
