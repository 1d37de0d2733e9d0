// Who sees which article and who may take it which step. Decides over plain data.
import type { Actor } from '../platform/auth/actor.ts';
import { may } from '../platform/auth/roles.ts';
import type { ArticleCommandName, ArticleView } from './contract.ts';

type Status = ArticleView['status'];
type Reader = Pick<Actor, 'id' | 'roles' | 'departmentCode'>;

/** What a reader may be told. */
export interface Sight {
  audiences: ArticleView['audience'][];
  /** Notes of a department are for its own people: this one's. Null: of all. */
  onlyDepartment: string | null;
  /** Drafts and articles under review: all, those of one's own department, or none. */
  work: 'all' | 'own' | 'none';
  departmentCode: string | null;
}

/** What anybody may see. */
export const publicSight: Sight = {
  audiences: ['public'],
  onlyDepartment: null,
  work: 'none',
  departmentCode: null,
};

/** Departments see what is public and their own notes; the centre sees everything, drafts only who works on them. */
export function sightOf({ roles, departmentCode }: Reader): Sight {
  const isDepartment = roles.every((role) => role === 'officer' || role === 'lead');
  const isEditor = may(roles, 'knowledge.edit') || roles.includes('reviewer');
  return {
    audiences: isDepartment ? ['public', 'department'] : ['public', 'agent', 'department'],
    onlyDepartment: isDepartment ? (departmentCode ?? '') : null,
    work: isEditor ? 'all' : roles.includes('lead') ? 'own' : 'none',
    departmentCode,
  };
}

export function isInSight(
  { audiences, onlyDepartment }: Sight,
  article: Pick<ArticleView, 'audience' | 'departmentCode'>,
): boolean {
  if (!audiences.includes(article.audience)) return false;
  const isForeign =
    article.audience === 'department' &&
    onlyDepartment !== null &&
    article.departmentCode !== null &&
    article.departmentCode !== onlyDepartment;
  return !isForeign;
}

/** Whether a reader sees what is being written, not only what is in force. */
export function seesWork(sight: Sight, article: Pick<ArticleView, 'departmentCode'>): boolean {
  if (sight.work === 'own') return article.departmentCode === sight.departmentCode;
  return sight.work === 'all';
}

interface Step {
  from: readonly Status[];
  to: Status;
  by: 'editor' | 'reviewer';
  /** Only where an older version is still in force. */
  needsLive?: boolean;
  needsReason?: boolean;
  /** Nobody approves their own words. */
  needsOtherEyes?: boolean;
}

/** draft → review by the department → published → expiring → confirmed or withdrawn. */
export const steps: Readonly<Record<ArticleCommandName, Step>> = {
  submit: { from: ['draft'], to: 'review', by: 'editor' },
  publish: { from: ['review'], to: 'published', by: 'reviewer', needsOtherEyes: true },
  reject: { from: ['review'], to: 'draft', by: 'reviewer', needsReason: true },
  confirm: { from: ['published', 'expiring', 'withdrawn'], to: 'published', by: 'reviewer' },
  withdraw: { from: ['published', 'expiring'], to: 'withdrawn', by: 'reviewer', needsReason: true },
  discard: { from: ['draft'], to: 'published', by: 'editor', needsLive: true },
};

export type Refusal = 'forbidden' | 'wrong_state' | 'own_words';

interface Subject {
  status: Status;
  departmentCode: string | null;
  liveVersion: number | null;
  writtenById: string | null;
}

/** Why a step cannot be taken, or null when it can. A lead reviews what their own department answers for. */
export function refusalOf(actor: Reader, article: Subject, command: ArticleCommandName): Refusal | null {
  const step = steps[command];
  const isReviewer =
    may(actor.roles, 'knowledge.review') ||
    (actor.roles.includes('lead') &&
      actor.departmentCode !== null &&
      article.departmentCode === actor.departmentCode);
  if (step.by === 'editor' ? !may(actor.roles, 'knowledge.edit') : !isReviewer) return 'forbidden';
  if (!step.from.includes(article.status)) return 'wrong_state';
  if (step.needsLive && article.liveVersion === null) return 'wrong_state';
  if (step.needsOtherEyes && article.writtenById === actor.id) return 'own_words';
  return null;
}

/** The steps that an actor can take now. */
export function allowedSteps(actor: Reader, article: Subject): ArticleCommandName[] {
  const names = Object.keys(steps) as ArticleCommandName[];
  return names.filter((name) => refusalOf(actor, article, name) === null);
}
