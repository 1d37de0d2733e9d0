// The actions that every page has.
import type { i18n as I18n } from 'i18next';
import { chooseLang } from '../../design/i18n/texts.ts';
import { chooseTheme } from '../../design/theme.ts';
import type { Action } from '../actions/action.ts';
import type { Page } from '../pages.ts';

/** The app's own actions and one `go.<page>` for each page that the person may see. */
export function appActions(context: {
  texts: I18n;
  pages: readonly Page[];
  labelOf: (page: Page) => string;
  navigate: (path: string) => void;
  openCommandBar: () => void;
  openHelp: () => void;
  signOut: () => void;
}): Action[] {
  const { texts, pages, labelOf, navigate } = context;
  const go = pages.flatMap((page): Action[] =>
    page.home === undefined
      ? []
      : [
          {
            id: `go.${page.id}`,
            labelKey: 'shell:action.goTo',
            labelName: labelOf(page),
            group: 'go',
            permission: page.permission,
            run: () => navigate(page.home ?? '/'),
            ...(page.shortcut && { shortcut: page.shortcut }),
          },
        ],
  );
  return [
    {
      id: 'app.command_bar',
      labelKey: 'shell:action.openCommandBar',
      shortcut: 'mod+k',
      run: context.openCommandBar,
    },
    { id: 'app.help', labelKey: 'shell:action.openHelp', shortcut: '?', run: context.openHelp },
    ...go,
    {
      id: 'go.showcase',
      labelKey: 'shell:action.goShowcase',
      group: 'go',
      permission: 'admin.users',
      run: () => navigate('/design'),
    },
    {
      id: 'app.language',
      labelKey: 'shell:action.toggleLang',
      run: () => void chooseLang(texts, texts.language === 'zh' ? 'en' : 'zh'),
    },
    { id: 'app.theme_light', labelKey: 'shell:action.themeLight', run: () => chooseTheme('light') },
    { id: 'app.theme_dark', labelKey: 'shell:action.themeDark', run: () => chooseTheme('dark') },
    { id: 'app.theme_contrast', labelKey: 'shell:action.themeContrast', run: () => chooseTheme('contrast') },
    { id: 'app.theme_system', labelKey: 'shell:action.themeSystem', run: () => chooseTheme('system') },
    { id: 'app.sign_out', labelKey: 'shell:action.signOut', run: context.signOut },
  ];
}
