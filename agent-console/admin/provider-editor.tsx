// A provider is made or changed: where it is, how its people are found among ours, what counts as a second factor.
import { useTranslation } from 'react-i18next';
import {
  Checkbox,
  CheckboxGroup,
  ComboBox,
  Select,
  TextArea,
  TextField,
  useLang,
} from '../../design/index.ts';
import { roleSchema } from '../../server/platform/contract.ts';
import { type ProviderView, providerDefinitionSchema } from '../../server/sign-in/contract.ts';
import { departmentOptions } from '../desk/department-options.ts';
import { useLists } from '../desk/desk-data.ts';
import { useCheckedDraft } from '../forms/checked-draft.ts';
import { beside, isOvertaken, type Line, linesTyped, useGoingOn } from '../forms/overtaken.tsx';
import { EditorDialog } from './editor-dialog.tsx';
import { type Draft, draftOf, readDraft } from './provider-draft.ts';
import { ProviderAddresses } from './provider-try.tsx';
import { useSaveProvider } from './providers-data.ts';

const proofs = providerDefinitionSchema.shape.clientAuth.options;
const links = ['none', 'username', 'email'] as const;
const linkOf = (id: unknown) => links.find((one) => one === id) ?? 'none';
const givenRoles = roleSchema.exclude(['admin']).options;

interface Part {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  faultAt: (start: string) => string | undefined;
}

/** What a draft says, line by line. Its secret is nobody's to read. */
function useLines(): (draft: Draft) => Line[] {
  const { t } = useTranslation(['providers', 'shell']);
  const lang = useLang();
  const departments = useLists().data?.departments ?? [];
  return (draft) => [
    ...linesTyped(draft, [
      ['nameZh', t('nameZh')],
      ['nameEn', t('nameEn')],
      ['issuer', t('issuer')],
      ['clientId', t('clientId')],
      ['scopes', t('scopes')],
      ['linkClaim', t('linkClaim')],
      ['amr', t('amr')],
      ['acr', t('acr')],
      ['departmentClaim', t('departmentClaim')],
      ['departments', t('departments')],
    ]),
    { id: 'auth', term: t('clientAuth'), value: t(`auth.${draft.clientAuth}`) },
    { id: 'link', term: t('link'), value: t(`linkTo.${linkOf(draft.linkTo)}`) },
    { id: 'create', term: t('create'), value: draft.isCreating },
    {
      id: 'roles',
      term: t('roles'),
      value: draft.roles.map((role) => t(`shell:role.${role}`)).join(' · '),
    },
    {
      id: 'department',
      term: t('departmentCode'),
      value: departments.find(({ code }) => code === draft.departmentCode)?.name[lang] ?? '',
    },
    { id: 'ends', term: t('endsThere'), value: draft.endsThere },
    { id: 'active', term: t('active'), value: draft.isActive },
  ];
}

export function ProviderEditor({
  provider: standing,
  onClose,
  onSaved,
}: {
  /** As it stands now; null: a new one. */
  provider: ProviderView | null;
  onClose: () => void;
  onSaved: (code: string) => void;
}) {
  const { t } = useTranslation('providers');
  const lang = useLang();
  const {
    draft,
    change,
    check,
    refuseTaken,
    faultAt: faultIn,
  } = useCheckedDraft(() => draftOf(standing), readDraft);
  const save = useSaveProvider();
  const going = useGoingOn(standing ?? undefined, standing ?? undefined, {
    attempts: [save],
    take: (theirs) => change(draftOf(theirs)),
    onClose,
  });
  const provider = going.seen;
  const linesOf = useLines();
  const faultAt = (field: string): string | undefined => faultIn(`definition.${field}`);
  const isTaken = (error: unknown): boolean => !provider && isOvertaken(error);
  const keep = (): void => {
    const ready = check();
    if (!ready) return;
    const { isActive, secret } = draft;
    const version = provider?.version ?? 0;
    save.mutate(
      { ...ready, version, isActive, ...(secret !== '' && { secret }) },
      {
        onSuccess: () => onSaved(ready.code),
        onError: (error) => {
          if (isTaken(error)) refuseTaken('code');
        },
      },
    );
  };
  const part = { draft, change, faultAt };
  return (
    <EditorDialog
      title={
        provider ? t('change', { name: provider.definition[lang === 'zh' ? 'nameZh' : 'nameEn'] }) : t('new')
      }
      isLarge
      error={isTaken(save.error) ? null : save.error}
      overtaken={{
        ...going,
        standing: standing && beside(linesOf(draftOf(standing)), linesOf(draft)),
      }}
      keepLabel={t('save')}
      isPending={save.isPending}
      onKeep={keep}
      onClose={onClose}
    >
      {!provider && (
        <TextField
          label={t('code')}
          description={t('codeNote')}
          error={faultIn('code')}
          isRequired
          autoFocus
          value={draft.code}
          onChange={(code) => change({ code })}
        />
      )}
      <House {...part} hasSecret={provider?.hasSecret ?? false} />
      {provider && (
        <>
          <h3 className="oc-label">{t('addresses')}</h3>
          <ProviderAddresses addresses={provider.addresses} />
        </>
      )}
      <People {...part} />
      <Checkbox isSelected={draft.endsThere} onChange={(endsThere) => change({ endsThere })}>
        {t('endsThere')}
      </Checkbox>
      <Checkbox isSelected={draft.isActive} onChange={(isActive) => change({ isActive })}>
        {t('active')}
      </Checkbox>
    </EditorDialog>
  );
}

/** Where it is, and how we prove ourselves to it. */
function House({ draft, change, faultAt, hasSecret }: Part & { hasSecret: boolean }) {
  const { t } = useTranslation('providers');
  return (
    <>
      <div className="admin-pairs">
        <TextField
          label={t('nameZh')}
          description={t('nameNote')}
          isRequired
          error={faultAt('nameZh')}
          value={draft.nameZh}
          onChange={(nameZh) => change({ nameZh })}
        />
        <TextField
          label={t('nameEn')}
          isRequired
          error={faultAt('nameEn')}
          value={draft.nameEn}
          onChange={(nameEn) => change({ nameEn })}
        />
      </div>
      <TextField
        label={t('issuer')}
        description={t('issuerNote')}
        isRequired
        error={faultAt('issuer')}
        value={draft.issuer}
        onChange={(issuer) => change({ issuer: issuer.trim() })}
      />
      <div className="admin-pairs">
        <TextField
          label={t('clientId')}
          isRequired
          error={faultAt('clientId')}
          value={draft.clientId}
          onChange={(clientId) => change({ clientId })}
        />
        <TextField
          label={t('scopes')}
          description={t('scopesNote')}
          error={faultAt('scopes')}
          value={draft.scopes}
          onChange={(scopes) => change({ scopes })}
        />
        <Select
          label={t('clientAuth')}
          options={proofs.map((id) => ({ id, label: t(`auth.${id}`) }))}
          value={draft.clientAuth}
          onChange={(id) => change({ clientAuth: proofs.find((one) => one === id) ?? 'client_secret_basic' })}
        />
        {draft.clientAuth !== 'none' && (
          <TextField
            type="password"
            label={t('secret')}
            description={t(hasSecret ? 'secretKept' : 'secretMissing')}
            autoComplete="off"
            value={draft.secret}
            onChange={(secret) => change({ secret })}
          />
        )}
      </div>
    </>
  );
}

/** Who its people are among ours, and what counts as proof. */
function People({ draft, change, faultAt }: Part) {
  const { t } = useTranslation(['providers', 'shell']);
  const lang = useLang();
  const lists = useLists().data;
  return (
    <>
      <div className="admin-pairs">
        <Select
          label={t('link')}
          options={links.map((id) => ({ id, label: t(`linkTo.${id}`) }))}
          value={draft.linkTo}
          onChange={(id) => {
            const linkTo = linkOf(id);
            change({
              linkTo,
              linkClaim: linkTo === 'email' ? 'email' : 'preferred_username',
              ...(linkTo !== 'username' && { isCreating: false }),
            });
          }}
        />
        {draft.linkTo !== 'none' && (
          <TextField
            label={t('linkClaim')}
            description={t('claimNote')}
            error={faultAt('link')}
            value={draft.linkClaim}
            onChange={(linkClaim) => change({ linkClaim: linkClaim.trim() })}
          />
        )}
        <TextField
          label={t('amr')}
          description={t('amrNote')}
          error={faultAt('factor.amr')}
          value={draft.amr}
          onChange={(amr) => change({ amr })}
        />
        <TextField
          label={t('acr')}
          description={t('acrNote')}
          error={faultAt('factor.acr')}
          value={draft.acr}
          onChange={(acr) => change({ acr })}
        />
      </div>
      {draft.linkTo === 'username' && (
        <Checkbox isSelected={draft.isCreating} onChange={(isCreating) => change({ isCreating })}>
          {t('create')}
        </Checkbox>
      )}
      {draft.isCreating && (
        <>
          <CheckboxGroup
            className="admin-roles"
            label={t('roles')}
            description={t('rolesNote')}
            error={faultAt('create.roles')}
            options={givenRoles.map((role) => ({ id: role, label: t(`shell:role.${role}`) }))}
            value={[...draft.roles]}
            onChange={(roles) => change({ roles: roleSchema.array().parse(roles) })}
          />
          <div className="admin-pairs">
            <TextField
              label={t('departmentClaim')}
              description={t('departmentClaimNote')}
              error={faultAt('create.departmentClaim')}
              value={draft.departmentClaim}
              onChange={(departmentClaim) => change({ departmentClaim })}
            />
            <ComboBox
              label={t('departmentCode')}
              error={faultAt('create.departmentCode')}
              options={departmentOptions(lists?.departments ?? [], lang)}
              value={draft.departmentCode}
              onChange={(departmentCode) => change({ departmentCode })}
            />
          </div>
          <TextArea
            label={t('departments')}
            description={t('departmentsNote')}
            error={faultAt('create.departments')}
            rows={3}
            value={draft.departments}
            onChange={(departments) => change({ departments })}
          />
        </>
      )}
    </>
  );
}
