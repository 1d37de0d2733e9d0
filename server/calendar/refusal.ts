/** A calendar or a question about working time that makes no sense. */
export class CalendarError extends Error {
  readonly code:
    | 'invalid_calendar'
    | 'calendar_never_open'
    | 'calendar_runs_out'
    | 'invalid_pause'
    | 'invalid_budget'
    | 'invalid_time';

  constructor(code: CalendarError['code'], message: string) {
    super(message);
    this.name = 'CalendarError';
    this.code = code;
  }
}
