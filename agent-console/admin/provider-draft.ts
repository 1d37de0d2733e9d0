// A provider as it is typed. Pure.
import { z } from 'zod';
import type { Role } from '../../server/platform/contract.ts';
import {
  type ProviderView,
  providerCodeSchema,
  providerDefinitionSchema,
} from '../../server/sign-in/contract.ts';
import { readWritten } from '../forms/issue-words.ts';
import { linesOf, partsOf } from './connector-lines.ts';

export function draftOf(provider: ProviderView | null) {
  const definition = provider?.definition;
  const create = definition?.create;
  const roles: readonly Role[] = create?.roles ?? [];
  return {
    code: provider?.code ?? '',
    isActive: provider?.isActive ?? false,
    nameZh: definition?.nameZh ?? '',
    nameEn: definition?.nameEn ?? '',
    issuer: definition?.issuer ?? '',
    clientId: definition?.clientId ?? '',
    clientAuth: definition?.clientAuth ?? 'client_secret_basic',
    secret: '',
    scopes: definition?.scopes ?? 'openid profile email',
    linkTo: definition ? (definition.link?.to ?? 'none') : 'username',
    linkClaim: definition?.link?.claim ?? 'preferred_username',
    amr: definition?.factor.amr.join(' ') ?? '',
    acr: definition?.factor.acr.join(' ') ?? '',
    isCreating: Boolean(create),
    roles,
    departmentClaim: create?.departmentClaim ?? '',
    departments: create?.departments.map(({ value, code }) => `${value} | ${code}`).join('\n') ?? '',
    departmentCode: create?.departmentCode ?? null,
    endsThere: definition?.endsThere ?? true,
  };
}
export type Draft = ReturnType<typeof draftOf>;

const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

const written = z.object({ code: providerCodeSchema, definition: providerDefinitionSchema });

export const readDraft = (draft: Draft) =>
  readWritten(written, { code: draft.code, definition: definitionOf(draft) });

const definitionOf = (draft: Draft) => ({
  nameZh: draft.nameZh,
  nameEn: draft.nameEn,
  issuer: draft.issuer,
  clientId: draft.clientId,
  clientAuth: draft.clientAuth,
  scopes: draft.scopes,
  link: draft.linkTo === 'none' ? null : { claim: draft.linkClaim, to: draft.linkTo },
  factor: { amr: wordsOf(draft.amr), acr: wordsOf(draft.acr) },
  create: draft.isCreating
    ? {
        roles: draft.roles,
        departmentClaim: draft.departmentClaim.trim() || null,
        departments: linesOf(draft.departments).map((line) => {
          const [value = '', code = ''] = partsOf(line);
          return { value, code };
        }),
        departmentCode: draft.departmentCode,
      }
    : null,
  endsThere: draft.endsThere,
});
