// Language and appearance, kept in this browser.
import { Contrast, Languages, Monitor, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { chooseLang, langs } from '../../design/i18n/texts.ts';
import { IconButton, Menu } from '../../design/index.ts';
import { chooseTheme, themeChoices, useTheme } from '../../design/theme.ts';

const themeIcons = { system: Monitor, light: Sun, dark: Moon, contrast: Contrast };

/** 简体中文 or English. */
export function LangSwitch() {
  const { t, i18n } = useTranslation('design');
  return (
    <Menu
      label={t('lang.label')}
      placement="bottom end"
      trigger={<IconButton icon={Languages} label={t('lang.label')} />}
      groups={[
        {
          id: 'lang',
          selected: i18n.language,
          items: langs.map((lang) => ({ id: lang, label: t(`lang.${lang}`) })),
        },
      ]}
      onAction={(id) => {
        const lang = langs.find((each) => each === id);
        if (lang) void chooseLang(i18n, lang);
      }}
    />
  );
}

/** System, light, dark, high contrast. */
export function ThemeMenu() {
  const { t } = useTranslation('design');
  const theme = useTheme();
  return (
    <Menu
      label={t('theme.label')}
      placement="bottom end"
      trigger={<IconButton icon={themeIcons[theme]} label={t('theme.label')} />}
      groups={[
        {
          id: 'theme',
          selected: theme,
          items: themeChoices.map((choice) => ({
            id: choice,
            label: t(`theme.${choice}`),
            icon: themeIcons[choice],
          })),
        },
      ]}
      onAction={(id) => {
        const choice = themeChoices.find((each) => each === id);
        if (choice) chooseTheme(choice);
      }}
    />
  );
}
