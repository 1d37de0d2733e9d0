// The one list of expected failures: code → HTTP status. Texts for readers are in error-texts.json.
import { z } from 'zod';
import texts from './error-texts.json' with { type: 'json' };
import { langOf, type TongueCode } from './tongue.ts';
import { textInTongueOf } from './traditional.ts';

const statusOf = {
  bad_request: 400,
  unknown_parameter: 400,
  not_signed_in: 401,
  wrong_credentials: 401,
  second_factor_required: 401,
  password_expired: 401,
  wrong_code: 401,
  wrong_passkey: 422,
  sign_in_stale: 422,
  provider_refused: 422,
  provider_away: 503,
  no_account: 422,
  account_closed: 422,
  wrong_password: 422,
  weak_password: 422,
  phone_code: 422,
  answered: 409,
  bad_signature: 403,
  forbidden: 403,
  csrf: 403,
  not_found: 404,
  conflict: 409,
  version_conflict: 409,
  wrong_state: 409,
  supervisor_on_line: 409,
  own_words: 409,
  import_running: 409,
  offer_gone: 409,
  at_capacity: 409,
  too_large: 413,
  unsupported_media: 415,
  do_not_call: 409,
  outside_calling_hours: 409,
  no_number: 409,
  reason_required: 422,
  review_date: 422,
  personal_left: 422,
  calendar_never_open: 422,
  flow_faulty: 422,
  rate_limited: 429,
  door_crowded: 429,
  work_required: 428,
  locked_out: 429,
  closed_hours: 503,
  not_configured: 503,
  no_outside_line: 503,
  lines_full: 503,
  unavailable: 503,
  took_too_long: 503,
  no_room: 503,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof statusOf;
/** For errors that come from another process of ours. */
export const errorCodeSchema = z.custom<ErrorCode>(
  (code) => typeof code === 'string' && Object.hasOwn(statusOf, code),
);
export type Lang = 'zh' | 'en';

/** What every failed request, socket acknowledgement and command answers. */
export const errorBodySchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
    requestId: z.string().optional(),
  }),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

/** An expected failure with a stable code. Anything else that is thrown is a fault and shows no internals. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, details?: Record<string, unknown>) {
    super(code);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return statusOf[this.code];
  }
}

/** The error as a reader sees it, in their language and script. Unexpected errors become `internal`. */
export function errorBody(error: unknown, tongue: TongueCode, requestId?: string): ErrorBody {
  const known = error instanceof AppError ? error : new AppError('internal');
  return {
    error: {
      code: known.code,
      message: textInTongueOf(tongue, texts[langOf(tongue)][known.code]),
      ...(known.details ? { details: known.details } : {}),
      ...(requestId ? { requestId } : {}),
    },
  };
}

/** Zod issues as `{path, message}` rows, safe to show. */
export function issueDetails(error: z.ZodError): Record<string, unknown> {
  return { issues: error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })) };
}
