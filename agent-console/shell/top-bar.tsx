import { LogOut, MonitorSmartphone, Search } from 'lucide-react';
import { Suspense } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Avatar, Kbd, Menu, Row, useLang } from '../../design/index.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { accountPage, topBarItems } from '../pages.ts';
import { signOut, useUser } from '../session/session.ts';
import { LangSwitch, ThemeMenu } from './preferences.tsx';

function AccountMenu() {
  const { t } = useTranslation('shell');
  const lang = useLang();
  const user = useUser();
  const showFailure = useFailureToast();
  const [, navigate] = useLocation();
  const name = user.displayName[lang];
  const roles = user.roles.map((role) => t(`role.${role}`)).join(' · ');
  return (
    <Menu
      label={t('account.label')}
      placement="bottom end"
      trigger={
        <AriaButton className="oc-button bar-account" data-variant="quiet">
          <Avatar name={name} size="small" />
          <span className="oc-hidden">{t('account.label')}</span>
          <span className="bar-account-name">{name}</span>
        </AriaButton>
      }
      groups={[
        {
          id: 'account',
          title: `${name} · ${roles}`,
          items: [
            { id: 'security', label: t('account.security'), icon: MonitorSmartphone },
            { id: 'sign-out', label: t('account.signOut'), icon: LogOut },
          ],
        },
      ]}
      onAction={(id) => {
        if (id === 'security') navigate(accountPage);
        else void signOut().catch(showFailure);
      }}
    />
  );
}

/** Title of the page, command bar, presence and the like, language, appearance, account. */
export function TopBar({ title, onCommand }: { title: string; onCommand: () => void }) {
  const { t } = useTranslation('shell');
  const { roles } = useUser();
  const items = topBarItems.filter((item) => may(roles, item.permission));
  return (
    <header className="bar">
      <h1 className="oc-truncate">{title}</h1>
      <button type="button" className="bar-command" onClick={onCommand} aria-keyshortcuts="Control+K Meta+K">
        <Search aria-hidden />
        <span>{t('command.open')}</span>
        <span aria-hidden>
          <Kbd keys="mod+k" />
        </span>
      </button>
      <Row gap={1}>
        {items.map((item) => (
          <Suspense key={item.id} fallback={<span className="bar-coming" />}>
            <item.component />
          </Suspense>
        ))}
        <LangSwitch />
        <ThemeMenu />
        <AccountMenu />
      </Row>
    </header>
  );
}
