// Signing in with the account of one's own house.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Button, useLang } from '../../design/index.ts';
import { doorsSchema } from '../../server/admin/contract.ts';
import { api } from '../api/client.ts';
import { leaveForProvider } from './session.ts';

/** One button for each provider; nothing where there is none, or nobody knows. */
export function ProviderButtons({
  isDisabled,
  onFault,
}: {
  isDisabled: boolean;
  onFault: (error: unknown) => void;
}) {
  const { t } = useTranslation('shell');
  const lang = useLang();
  const [place] = useLocation();
  const [leaving, setLeaving] = useState<string>();
  const { data } = useQuery({
    queryKey: ['doors'],
    queryFn: () => api.get('/api/session/providers', doorsSchema),
  });
  const leave = (code: string): void => {
    setLeaving(code);
    leaveForProvider(code, place).catch((error: unknown) => {
      setLeaving(undefined);
      onFault(error);
    });
  };
  return data?.items.map(({ code, name }) => (
    <Button
      key={code}
      isWide
      isDisabled={isDisabled || (leaving !== undefined && leaving !== code)}
      isPending={leaving === code}
      onPress={() => leave(code)}
    >
      {t('signIn.provider.with', { name: name[lang] })}
    </Button>
  ));
}
