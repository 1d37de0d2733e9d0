// What a failed request looks like to a page.

/** `offline`: no answer came. `bad_answer`: an answer that does not fit its schema. Others are the server's codes. */
export type FailureCode = 'offline' | 'bad_answer' | (string & {});

/** A request that failed in a way that a page can say. `message` is in the reader's language when the server sent it. */
export class ApiFailure extends Error {
  readonly code: FailureCode;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly details: Record<string, unknown> | undefined;
  readonly requestId: string | undefined;

  constructor(
    code: FailureCode,
    options: {
      status?: number;
      message?: string;
      details?: Record<string, unknown> | undefined;
      requestId?: string | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(options.message ?? '', { cause: options.cause });
    this.name = 'ApiFailure';
    this.code = code;
    this.status = options.status ?? 0;
    this.details = options.details;
    this.requestId = options.requestId;
  }

  /** Whether asking again may help: no answer, or a fault of the server. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}
