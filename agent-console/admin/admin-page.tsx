// Who has an account, and which programs have a key.
import './admin.css';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Tabs } from '../../design/index.ts';
import { useActions } from '../actions/registry.ts';
import { Keys } from './keys.tsx';
import { Users } from './users.tsx';

export default function AdminPage() {
  const { t } = useTranslation(['admin', 'shell']);
  const [location, navigate] = useLocation();
  useActions([
    { id: 'admin.users', labelKey: 'admin:users.title', shortcut: '1', run: () => navigate('/admin') },
    { id: 'admin.keys', labelKey: 'admin:keys.title', shortcut: '2', run: () => navigate('/admin/keys') },
  ]);
  return (
    <Tabs
      className="admin"
      label={t('shell:rail.admin')}
      selected={location === '/admin/keys' ? 'keys' : 'users'}
      onSelect={(id) => navigate(id === 'keys' ? '/admin/keys' : '/admin')}
      items={[
        { id: 'users', label: t('users.title'), content: <Users /> },
        { id: 'keys', label: t('keys.title'), content: <Keys /> },
      ]}
    />
  );
}
