// Which roles sign in with a second factor.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, CheckboxGroup, Row, Skeleton, Stack, showToast } from '../../design/index.ts';
import { roleSchema } from '../../server/platform/contract.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { useFactorRoles, useSetFactorRoles } from './admin-data.ts';

export function Security() {
  const { t } = useTranslation(['admin', 'shell']);
  const query = useFactorRoles();
  const save = useSetFactorRoles();
  const showFailure = useFailureToast();
  const [edited, setEdited] = useState<readonly string[]>();
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={5} />;
  const roles = edited ?? query.data.roles;
  const go = (): void =>
    save.mutate(roles, {
      onSuccess: () => {
        setEdited(undefined);
        showToast({ tone: 'ok', title: t('security.saved') });
      },
      onError: showFailure,
    });
  return (
    <div className="admin-part admin-security">
      <Stack gap={3}>
        <CheckboxGroup
          className="admin-roles"
          label={t('security.roles')}
          options={roleSchema.options.map((role) => ({ id: role, label: t(`shell:role.${role}`) }))}
          value={[...roles]}
          onChange={setEdited}
        />
        <p className="oc-small oc-quiet">{t('security.note')}</p>
        <Row>
          <Button variant="primary" isDisabled={!edited} isPending={save.isPending} onPress={go}>
            {t('security.save')}
          </Button>
        </Row>
      </Stack>
    </div>
  );
}
