// Who has an account, which programs have a key or are told of tickets, and who signs in in two steps.
import './admin.css';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Tabs } from '../../design/index.ts';
import { useActions } from '../actions/registry.ts';
import { Connectors } from './connectors.tsx';
import { Emergency } from './emergency.tsx';
import { Keys } from './keys.tsx';
import { Providers } from './providers.tsx';
import { Security } from './security.tsx';
import { Users } from './users.tsx';
import { Webhooks } from './webhooks.tsx';

const tabs = ['users', 'keys', 'webhooks', 'connectors', 'emergency', 'sign-in', 'security'];

export default function AdminPage() {
  const { t } = useTranslation(['admin', 'connectors', 'emergency', 'providers', 'shell']);
  const [location, navigate] = useLocation();
  useActions([
    { id: 'admin.users', labelKey: 'admin:users.title', shortcut: '1', run: () => navigate('/admin') },
    { id: 'admin.keys', labelKey: 'admin:keys.title', shortcut: '2', run: () => navigate('/admin/keys') },
    {
      id: 'admin.webhooks',
      labelKey: 'admin:hooks.title',
      shortcut: '3',
      run: () => navigate('/admin/webhooks'),
    },
    {
      id: 'admin.connectors',
      labelKey: 'connectors:title',
      shortcut: '4',
      run: () => navigate('/admin/connectors'),
    },
    {
      id: 'admin.emergency',
      labelKey: 'emergency:title',
      shortcut: '5',
      run: () => navigate('/admin/emergency'),
    },
    {
      id: 'admin.sign_in',
      labelKey: 'providers:title',
      shortcut: '6',
      run: () => navigate('/admin/sign-in'),
    },
    {
      id: 'admin.security',
      labelKey: 'admin:security.title',
      shortcut: '7',
      run: () => navigate('/admin/security'),
    },
  ]);
  return (
    <Tabs
      className="admin"
      label={t('shell:rail.admin')}
      selected={tabs.find((id) => location === `/admin/${id}`) ?? 'users'}
      onSelect={(id) => navigate(id === 'users' ? '/admin' : `/admin/${id}`)}
      items={[
        { id: 'users', label: t('users.title'), content: <Users /> },
        { id: 'keys', label: t('keys.title'), content: <Keys /> },
        { id: 'webhooks', label: t('hooks.title'), content: <Webhooks /> },
        { id: 'connectors', label: t('connectors:title'), content: <Connectors /> },
        { id: 'emergency', label: t('emergency:title'), content: <Emergency /> },
        { id: 'sign-in', label: t('providers:title'), content: <Providers /> },
        { id: 'security', label: t('security.title'), content: <Security /> },
      ]}
    />
  );
}
