const cityDays = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });

/** The city's calendar day of a moment, YYYY-MM-DD. */
export const cityDay = (moment: Date): string => cityDays.format(moment);
