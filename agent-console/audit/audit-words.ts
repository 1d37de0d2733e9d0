// The codes of the audit trail that have words, and what a filter asks for. Pure.
import { z } from 'zod';
import type { AuditQuery } from '../../server/admin/audit/contract.ts';
import { revealGroundSchema } from '../../server/platform/contract.ts';
import { momentOf } from '../i18n/city-time.ts';

/** Deeds, written with `_` for `.`: `article.publish` is `article_publish`. */
export const deedSchema = z.enum([
  'sign_in',
  'sign_in_refused',
  'sign_in_unlock',
  'session_end',
  'session_idle',
  'password_change',
  'password_give',
  'second_factor_on',
  'second_factor_off',
  'second_factor_reset',
  'second_factor_roles',
  'passkey_add',
  'passkey_rename',
  'passkey_remove',
  'identity_link',
  'identity_unlink',
  'provider_create',
  'provider_change',
  'provider_revert',
  'desk_phone_password',
  'account_create',
  'account_change',
  'create_key',
  'revoke_key',
  'unseal',
  'reveal',
  'ticket_command_refused',
  'ticket_hand_over',
  'ticket_file_for',
  'ticket_hold',
  'ticket_release',
  'month_archive',
  'month_restore',
  'duty_change',
  'duty_remove',
  'ladder_change',
  'follow_up_rules_change',
  'clock_rule_change',
  'call_monitor',
  'call_whisper',
  'call_party',
  'call_left',
  'recording_listen',
  'catalogue_look',
  'citizen_look_up',
  'citizen_erase',
  'recording_remove',
  'article_create',
  'article_edit',
  'article_submit',
  'article_publish',
  'article_reject',
  'article_confirm',
  'article_withdraw',
  'article_discard',
  'article_correction',
  'article_correction_answer',
  'gap_close',
  'synonyms_change',
  'knowledge_import',
  'list_change',
  'list_export',
  'list_import',
  'import_mapping',
  'import_mapping_removed',
  'import_source',
  'import_source_pulled',
  'import_source_removed',
  'broadcast_alert',
  'broadcast_update',
  'broadcast_cancel',
  'broadcast_subscribe',
  'broadcast_unsubscribe',
  'consultation_save',
  'consultation_open',
  'consultation_close',
  'consultation_publish',
  'consultation_statement',
  'reply_save',
  'reply_publish',
  'reply_withdraw',
  'notice_save',
  'notice_publish',
  'notice_withdraw',
  'routing_switch',
  'routing_agent_queue',
  'routing_moved',
  'routing_pushed',
  'routing_taken',
  'routing_prioritised',
  'citizen_hardship',
  'do_not_call_mark',
  'do_not_call_lift',
  'call_override',
  'flow_discard',
  'flow_publish',
  'flow_revert',
  'webhook_create',
  'webhook_change',
  'webhook_remove',
  'webhook_rotate',
  'webhook_replay',
  'webhook_skip',
  'connector_create',
  'connector_change',
  'connector_revert',
  'emergency_change',
  'emergency_key',
  'dead_letter_replay',
  'dead_letter_discard',
  'account_email',
  'report_save',
  'report_remove',
  'report_mail',
  'proposal_file',
  'proposal_rate',
  'proposal_share',
  'proposal_unshare',
  'quality_form',
  'quality_plan',
  'quality_look',
  'quality_choose',
  'quality_finish',
  'quality_take',
  'quality_acknowledge',
  'quality_dispute',
  'quality_decide',
  'quality_calibrate',
  'quality_agree',
]);
export type Deed = z.infer<typeof deedSchema>;
/** Things that deeds are done to. */
export const subjectTypeSchema = z.enum([
  'user',
  'api_key',
  'ticket',
  'article',
  'recording',
  'import_run',
  'import_mapping',
  'import_source',
  'switch',
  'broadcast',
  'consultation',
  'interaction',
  'citizen',
  'conversation',
  'flow',
  'number',
  'duty',
  'ladder',
  'follow_up_rules',
  'clock_rule',
  'webhook',
  'connector',
  'provider',
  'emergency',
  'catalogue_entry',
  'synonyms',
  'search',
  'saved_report',
  'quality_form',
  'quality_plan',
  'quality_review',
  'quality_calibration',
  'list',
  'month',
]);
/** What is written beside a deed. */
export const detailSchema = z.enum([
  'reason',
  'command',
  'state',
  'rule',
  'tickets',
  'version',
  'fields',
  'fileName',
  'format',
  'rows',
  'created',
  'updated',
  'unchanged',
  'faults',
  'keptDays',
  'interactionId',
  'isOn',
  'from',
  'to',
  'agentId',
  'number',
  'source',
  'ground',
  'note',
  'what',
  'seen',
  'sessions',
  'by',
  'level',
  'title',
  'areas',
  'minutes',
  'name',
  'username',
  'roles',
  'url',
  'hour',
  'isActive',
  'target',
  'isWhole',
  'queue',
  'kind',
  'code',
  'conversations',
  'files',
  'recordings',
]);

/** Codes beside a look that have words. */
export const wordSchema = z.enum([
  'true',
  'false',
  'phone',
  'words',
  'code',
  'recovery',
  'passkey',
  'wrong_credentials',
  'wrong_code',
  'wrong_passkey',
  'locked_out',
  'provider',
  'sign_in_stale',
  'provider_refused',
  'provider_away',
  'no_account',
  'account_closed',
  ...revealGroundSchema.options,
]);

export const deedOf = (action: string): Deed | undefined =>
  deedSchema.safeParse(action.replaceAll('.', '_')).data;

/** Looks at what is protected, and what was refused, stand out. */
export const toneOf = (action: string): 'neutral' | 'warn' | 'danger' =>
  action === 'sign_in_refused'
    ? 'danger'
    : action === 'unseal' || action === 'reveal' || action === 'recording.listen'
      ? 'warn'
      : 'neutral';

/** A filter as its fields show it: times as the city's clock, `2026-11-24T09:30`, empty for none. */
export interface Filter {
  who: string;
  action: string;
  subjectId: string;
  from: string;
  to: string;
}
export const noFilter: Filter = { who: '', action: '', subjectId: '', from: '', to: '' };
const fields = ['who', 'action', 'subjectId', 'from', 'to'] as const;

/** The request that a filter makes. `to` includes its minute. */
export function queryOf(filter: Filter): Partial<AuditQuery> {
  const from = momentOf(filter.from) || undefined;
  const to = momentOf(filter.to) || undefined;
  return {
    ...(filter.who.trim() && { who: filter.who.trim() }),
    ...(filter.action && { action: filter.action }),
    ...(filter.subjectId && { subjectId: filter.subjectId }),
    ...(from && { from }),
    ...(to && { to: new Date(Date.parse(to) + 60_000).toISOString() }),
  };
}

/** The filter stands in the address, so that what was found can be passed on. */
export function filterOf(address: URLSearchParams): Filter {
  return {
    who: address.get('who') ?? '',
    action: address.get('action') ?? '',
    subjectId: address.get('subjectId') ?? '',
    from: address.get('from') ?? '',
    to: address.get('to') ?? '',
  };
}

export function addressOf(filter: Filter): URLSearchParams {
  return new URLSearchParams(fields.flatMap((name) => (filter[name] ? [[name, filter[name]]] : [])));
}
