// Who somebody is by what a provider says of them, and whether that was proof enough. Pure.
import { get } from '@sagold/json-pointer';
import { latinName } from '../../knowledge/text/index.ts';
import type { Role } from '../platform/contract.ts';
import type { ProviderDefinition } from './contract.ts';

/** What a provider says of somebody, checked. */
export type Claims = Readonly<Record<string, unknown>>;

const bare = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== ''
    ? value.trim()
    : typeof value === 'number'
      ? String(value)
      : null;

const valueAt = (claims: Claims, place: string): unknown =>
  place.startsWith('/') ? get(claims, place) : claims[place];

/** A claim that is one word or number; null where it is missing or something else. */
export const claimAt = (claims: Claims, place: string): string | null => bare(valueAt(claims, place));

/** The same where a claim may be a list. */
export function claimsAt(claims: Claims, place: string): string[] {
  const found = valueAt(claims, place);
  return (Array.isArray(found) ? found : [found]).flatMap((one) => bare(one) ?? []);
}

/** Whether the provider asked for more than a password, in a way that the administrator lets count. */
export function hadFactor({ factor }: ProviderDefinition, claims: Claims): boolean {
  const ways = claimsAt(claims, 'amr');
  const level = claimAt(claims, 'acr');
  return factor.amr.some((way) => ways.includes(way)) || (level !== null && factor.acr.includes(level));
}

/**
 * The name or address of ours that a newcomer is looked for by; null where nothing may be believed: an address counts
 * only when the provider says that it has checked it.
 */
export function linkValue({ link }: ProviderDefinition, claims: Claims): string | null {
  if (!link) return null;
  if (link.to === 'email' && claims.email_verified !== true) return null;
  return claimAt(claims, link.claim);
}

/** What an account that a provider's word makes is like. */
export interface Newcomer {
  username: string;
  nameZh: string;
  nameEn: string;
  roles: Role[];
  departmentCode: string | null;
}

const usernames = /^[a-z0-9][a-z0-9._-]{1,39}$/;
const needDepartment: readonly Role[] = ['officer', 'lead'];

/** The account of somebody who has none; null where none is made, or the provider says too little for one. */
export function newcomerOf(definition: ProviderDefinition, claims: Claims): Newcomer | null {
  const { create } = definition;
  const username = linkValue(definition, claims)?.toLowerCase() ?? '';
  if (!create || !usernames.test(username)) return null;
  const said = create.departmentClaim === null ? [] : claimsAt(claims, create.departmentClaim);
  const listed = create.departments.find(({ value }) => said.includes(value));
  const departmentCode = listed?.code ?? create.departmentCode;
  if (departmentCode === null && create.roles.some((role) => needDepartment.includes(role))) return null;
  const name = (claimAt(claims, 'name') ?? username).slice(0, 60);
  return { username, nameZh: name, nameEn: latinName(name), roles: [...create.roles], departmentCode };
}
