// The city's clock: its days and times, wherever the server stands and the reader sits. China keeps one time all year.
export const cityTimeZone = 'Asia/Shanghai';
/** How far the city is ahead of UTC. */
export const cityOffsetMs = 8 * 3_600_000;

const days = new Intl.DateTimeFormat('sv-SE', { timeZone: cityTimeZone });

/** The city's calendar day of a moment, YYYY-MM-DD. */
export const cityDay = (moment: Date | number): string => days.format(moment);

/** When a day begins in the city, in ms; NaN for what is no date. */
export const cityMidnight = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);
